/** A fax number in E.164 form: `+`, country code, at most 15 digits. */
export const e164Pattern = /^\+[1-9]\d{6,14}$/;

/** Numbers of the North American plan that cost the caller extra: area code 900, exchange 976. */
export const isPremiumRate = (number: string): boolean => /^\+1(?:900\d{7}|\d{3}976\d{4})$/.test(number);

/** The number with all but its last two digits hidden: the only form that may reach a log. */
export const masked = (number: string): string =>
  `${"*".repeat(Math.max(0, number.length - 2))}${number.slice(-2)}`;
