import { countWord } from "./metrics.ts";

/** One JSON line per thing worth knowing. Never documents, secrets, links or whole fax numbers (P9). */
export function log(
  level: "info" | "warn" | "error",
  word: string,
  facts: Record<string, string | number | boolean> = {},
): void {
  console.log(JSON.stringify({ level, word, ...facts }));
}

/** What an operator may want to know: a line, and a figure where `core/metrics.ts` counts the word. */
export function report(word: string, facts: Record<string, string | number>): void {
  log("warn", word, facts);
  countWord(word);
}

/** An error's name and first words, with anything that could be a number, link or token taken out. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const message = error.message.replace(/https?:\/\/\S+/g, "<link>").replace(/\+?\d{6,}/g, "<number>");
  return `${error.name}: ${message.slice(0, 300)}`;
}
