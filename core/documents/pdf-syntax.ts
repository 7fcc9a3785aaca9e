import { Unfit } from "./fault.ts";

/** The PDF that our engine saves: plain objects and a plain table of where they are. No other PDF is read here. */
export type SavedPdf = {
  bytes: Buffer;
  /** How many numbers are taken, the trailer's /Size. */
  size: number;
  trailer: Map<string, string>;
  startOfTable: number;
  /** The text of an object, up to its stream or end. */
  object: (number: number) => string;
};

const white = /\s/;

/** Reads where the objects are. Throws `Unfit` where pages name what is not there. */
export function readSavedPdf(file: Uint8Array): SavedPdf {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const tail = bytes.toString("latin1", Math.max(0, bytes.length - 64));
  const startOfTable = Number(/startxref\s+(\d+)/.exec(tail)?.[1] ?? NaN);
  const table = bytes.toString("latin1", startOfTable);
  const offsets = new Map<number, number>();
  const sections = /^xref\s+|(\d+) (\d+)\s*\r?\n((?:\d{10} \d{5} [nf]\s{1,2})*)/gy;
  for (let found = sections.exec(table); found; found = sections.exec(table)) {
    const [, first, , rows = ""] = found;
    if (first === undefined) continue;
    for (const [index, row] of (rows.match(/\d{10} \d{5} [nf]/g) ?? []).entries()) {
      if (row.endsWith("n")) offsets.set(Number(first) + index, Number(row.slice(0, 10)));
    }
  }
  const trailer = readDictionary(table, table.indexOf("trailer") + 7);
  const object = (number: number): string => {
    const at = offsets.get(number);
    if (at === undefined) throw new Unfit("document_corrupt");
    const start = bytes.indexOf("obj", at) + 3;
    const ends = [bytes.indexOf("stream", start), bytes.indexOf("endobj", start)].filter((end) => end >= 0);
    return bytes.toString("latin1", start, Math.min(...ends)).trim();
  };
  return { bytes, size: Number(trailer.get("Size")), trailer, startOfTable, object };
}

/** A dictionary's values as they are written, by name. */
export function readDictionary(text: string, from = 0): Map<string, string> {
  const entries = new Map<string, string>();
  let at = text.indexOf("<<", from) + 2;
  if (at < 2) throw new Unfit("document_corrupt");
  for (;;) {
    at = skipWhite(text, at);
    if (text.startsWith(">>", at) || at >= text.length) return entries;
    const nameEnd = endOfWord(text, at + 1);
    const name = text.slice(at + 1, nameEnd);
    const start = skipWhite(text, nameEnd);
    at = endOfValue(text, start);
    entries.set(name, text.slice(start, at).trim());
  }
}

/** The number of the object that a value refers to. */
export const referred = (value: string): number | undefined => {
  const [, number] = /^(\d+) \d+ R$/.exec(value) ?? [];
  return number === undefined ? undefined : Number(number);
};

/** What a value is once its reference is followed. */
export const followed = (pdf: SavedPdf, value: string): string => {
  const number = referred(value);
  return number === undefined ? value : pdf.object(number);
};

const skipWhite = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && white.test(text[at] ?? "")) at++;
  return at;
};

const endOfWord = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && !/[\s()<>[\]/]/.test(text[at] ?? "")) at++;
  return at;
};

function endOfValue(text: string, at: number): number {
  const letter = text[at] ?? "";
  if (text.startsWith("<<", at)) return endOfNest(text, at + 2, ">>");
  if (letter === "[") return endOfNest(text, at + 1, "]");
  if (letter === "(") return endOfString(text, at + 1);
  if (letter === "<") return text.indexOf(">", at) + 1 || text.length;
  if (letter === "/") return endOfWord(text, at + 1);
  const [reference] = /^\d+\s+\d+\s+R/.exec(text.slice(at, at + 32)) ?? [];
  return reference === undefined ? Math.max(endOfWord(text, at), at + 1) : at + reference.length;
}

function endOfNest(text: string, from: number, close: string): number {
  let at = skipWhite(text, from);
  while (at < text.length && !text.startsWith(close, at)) at = skipWhite(text, endOfValue(text, at));
  return at + close.length;
}

function endOfString(text: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < text.length && depth > 0; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
  }
  return at;
}
