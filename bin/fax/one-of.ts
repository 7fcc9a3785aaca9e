import { UsageError } from "./failures.ts";

/** Refuses the value of an option that is none of those known. */
export function oneOf(
  option: string,
  known: readonly string[],
  given: string | undefined,
): string | undefined {
  if (given === undefined || known.includes(given)) return given;
  throw new UsageError(`--${option} takes one of ${known.join(", ")}.`);
}
