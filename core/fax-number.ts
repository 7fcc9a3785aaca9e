import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/min";

/** A fax number in E.164 form: `+`, country code, at most 15 digits. */
export const e164Pattern = /^\+[1-9]\d{6,14}$/;

/** The ISO 3166 country of an E.164 number, or undefined where the numbering plan does not tell. */
export function countryOf(number: string): string | undefined {
  return parsePhoneNumberFromString(number)?.country;
}

/** Numbers of the North American plan that cost the caller extra: area code 900, exchange 976. */
export const isPremiumRate = (number: string): boolean => /^\+1(?:900\d{7}|\d{3}976\d{4})$/.test(number);

/**
 * A number as people write it, in E.164, or undefined if it is none.
 * National forms are read by `country` (ISO 3166 alpha-2); for mail and the hot folder, never for the API.
 */
export function normaliseFaxNumber(written: string, country: string): string | undefined {
  const parsed = parsePhoneNumberFromString(written.trim().slice(0, 40), country as CountryCode);
  return parsed?.isPossible() && e164Pattern.test(parsed.number) ? parsed.number : undefined;
}

/** The number with all but its last two digits hidden: the only form that may reach a log. */
export const masked = (number: string): string =>
  `${"*".repeat(Math.max(0, number.length - 2))}${number.slice(-2)}`;
