import { RequestError } from "./failures.ts";
import type { HttpClient } from "./http-client.ts";

/** A fax number as it may be shown: its last four digits. */
export const lastDigits = (number: string): string => `the number ending ${number.slice(-4)}`;

/** The same, at the head of a sentence. */
export const lastDigitsFirst = (number: string): string => `The number ending ${number.slice(-4)}`;

/** Text of others with every full fax number reduced to its last four digits. */
export const withoutNumbers = (text: string): string =>
  text.replace(/\+[1-9]\d{6,14}(?!\d)/g, (number) => `...${number.slice(-4)}`);

/** A client whose refusals name no full fax number. */
export function discreet(client: HttpClient): HttpClient {
  return async (call) => {
    try {
      return await client(call);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const errors = JSON.parse(withoutNumbers(JSON.stringify(error.errors))) as unknown[];
      throw new RequestError(withoutNumbers(error.message), error.status, errors, error.cause);
    }
  };
}
