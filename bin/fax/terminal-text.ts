/** C0 and C1 controls, and the marks that turn the direction of writing: none may reach a terminal from outside. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** Text from a server or a file name, made safe for one line of a terminal. */
export const clean = (text: string): string => text.replace(unsafe, " ");

/** JSON that holds no raw control character, C1 included. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Rows in aligned columns under a heading. */
export function table(heading: string[], rows: string[][]): string {
  const cells = [heading, ...rows.map((row) => row.map((cell) => clean(cell)))];
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Bytes as people say them: `812 B`, `45 kB`, `2.3 MB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** An ISO 8601 time as `2026-10-02 14:00:05` (UTC); what is no time stays as it came. */
export const timeInWords = (iso: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(iso) ? iso.slice(0, 19).replace("T", " ") : iso;

export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
