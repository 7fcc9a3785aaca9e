import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/min";
import { e164Pattern } from "./fax-number.ts";

/** The ISO 3166 country of an E.164 number, or undefined where the numbering plan does not tell. */
export function countryOf(number: string): string | undefined {
  return parsePhoneNumberFromString(number)?.country;
}

/** A number as people write it, in E.164 and with its country, or undefined if it is none. */
export function readNumber(
  written: string,
  country: string,
): { number: string; country: string | undefined } | undefined {
  const parsed = parsePhoneNumberFromString(written.trim().slice(0, 40), country as CountryCode);
  if (!parsed?.isPossible() || !e164Pattern.test(parsed.number)) return undefined;
  return { number: parsed.number, country: parsed.country };
}

/**
 * A number as people write it, in E.164, or undefined if it is none.
 * National forms are read by `country` (ISO 3166 alpha-2); for mail, the hot folder and lists, never for one fax.
 */
export const normaliseFaxNumber = (written: string, country: string): string | undefined =>
  readNumber(written, country)?.number;
