import { parse, type Info } from "csv-parse/sync";
import type { ListRow } from "../../core/broadcast-list.ts";

/** One row may have this many characters; more is a quotation mark that was never closed. */
const maxRecordSize = 16_384;
/** What the column of the numbers may be called. */
const columnNames = ["to", "number", "fax", "fax number", "fax_number", "faxnumber", "phone"];

/**
 * The numbers' column of a CSV, row by row. A first line that names columns is none of the rows; of several columns the
 * one with a known name counts, else the first. Comma, semicolon or tab part the fields; with or without a byte order
 * mark. A quotation mark that is opened and not closed spoils its own line only. At most `most` rows, else "too_many".
 */
export function readRows(bytes: Uint8Array, most: number): ListRow[] | "too_many" {
  const text = textOf(bytes);
  const rows = (hasLongLine(text) ? undefined : readWhole(text, most)) ?? readByLine(text, most);
  return rows.length > most ? "too_many" : rows;
}

/** As the format says, with line breaks inside of quotes; undefined where quotes swallow what they should not. */
function readWhole(text: string, most: number): ListRow[] | undefined {
  const column = columnFinder();
  try {
    const rows: ListRow[] = [];
    const keep = (fields: string[], { records, empty_lines }: Info): null => {
      const row = column(fields, records + empty_lines);
      if (row) rows.push(row);
      // Nothing for the parser to keep.
      return null;
    };
    parse(text, { ...dialect, max_record_size: maxRecordSize, to: most + 2, on_record: keep });
    return rows.some(({ value }) => /[\r\n]/.test(value.trim())) ? undefined : rows;
  } catch {
    return undefined;
  }
}

/** Each line by itself: what cannot be read is a row whose value is the line. */
function readByLine(text: string, most: number): ListRow[] {
  const column = columnFinder();
  const rows: ListRow[] = [];
  let row = 0;
  for (const line of linesOf(text)) {
    row++;
    if (line.trim() === "") continue;
    const found = column(fieldsOf(line), row);
    if (found) rows.push(found);
    if (rows.length > most) break;
  }
  return rows;
}

/** One after the other: a list of nothing but line breaks must not become millions of texts at once. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start);
    yield text.slice(start, end < 0 ? text.length : end).replace(/\r$/, "");
    start = end < 0 ? text.length : end + 1;
  }
}

function hasLongLine(text: string): boolean {
  for (const line of linesOf(text)) if (line.length > maxRecordSize) return true;
  return false;
}

const dialect = {
  delimiter: [",", ";", "\t"],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
};

function fieldsOf(line: string): string[] {
  if (line.length > maxRecordSize) return [line];
  try {
    return parse(line, dialect)[0] ?? [line];
  } catch {
    return [line];
  }
}

/** A spreadsheet's text without its byte order mark. */
function textOf(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

/** Takes the rows in order; the first may name the columns, and is then answered by nothing. */
function columnFinder() {
  let index: number | undefined;
  return (fields: string[], row: number): ListRow | undefined => {
    const isFirst = index === undefined;
    if (index === undefined) {
      const named = fields.findIndex((name) => columnNames.includes(name.trim().toLowerCase()));
      index = Math.max(0, named);
      // Names of columns hold no digit; a number that is wrong mostly does.
      if (
        named >= 0 ||
        (isFirst && (fields[0] ?? "").trim() !== "" && !fields.some((name) => /\d/.test(name)))
      )
        return undefined;
    }
    return { row, value: fields[index] ?? "" };
  };
}
