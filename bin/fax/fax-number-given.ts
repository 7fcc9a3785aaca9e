import { normaliseFaxNumber } from "../../core/numbering-plan.ts";
import type { GivenWords } from "./command.ts";
import { UsageError } from "./failures.ts";

/** The number of an option in E.164, national forms read by `--country`; undefined if the option is not given. */
export function faxNumberGiven(given: GivenWords, option: string): string | undefined {
  const written = given.text(option);
  return written === undefined ? undefined : readFaxNumber(given, option, written);
}

/** A number as somebody wrote it, in E.164; national forms are read by `--country`. Throws `UsageError`. */
export function readFaxNumber(given: GivenWords, option: string, written: string): string {
  const country = (given.text("country") || "US").toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) throw new UsageError("--country takes an ISO 3166 code such as US or DE.");
  const number = normaliseFaxNumber(written, country);
  if (number) return number;
  throw new UsageError(
    `--${option} "${written}" is no fax number of ${country}; write it as +13125550148, or name its --country.`,
  );
}
