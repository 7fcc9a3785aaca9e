import { randomInt } from "node:crypto";

/** An id as the carrier gives its applications, profiles and numbers: 19 digits, as text. */
export const newResourceId = (): string =>
  `2${String(randomInt(1e9)).padStart(9, "0")}${String(randomInt(1e9)).padStart(9, "0")}`;
