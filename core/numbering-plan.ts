import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/min";
import { e164Pattern } from "./fax-number.ts";

/** The ISO 3166 country of an E.164 number, or undefined where the numbering plan does not tell. */
export function countryOf(number: string): string | undefined {
  return parsePhoneNumberFromString(number)?.country;
}

/**
 * A number as people write it, in E.164, or undefined if it is none.
 * National forms are read by `country` (ISO 3166 alpha-2); for mail and the hot folder, never for the API.
 */
export function normaliseFaxNumber(written: string, country: string): string | undefined {
  const parsed = parsePhoneNumberFromString(written.trim().slice(0, 40), country as CountryCode);
  return parsed?.isPossible() && e164Pattern.test(parsed.number) ? parsed.number : undefined;
}
