/** Flowing content between a reader (plain text, HTML) and the typesetter: nothing in it can run or fetch. */
export type Span = { text: string; bold?: true; italic?: true; mono?: true; underline?: true };

export type Block =
  | { kind: "text"; spans: Span[] }
  | { kind: "heading"; level: number; spans: Span[] }
  | { kind: "list"; ordered: boolean; items: Block[][] }
  | { kind: "table"; columns: number; ruled: boolean; rows: Block[][][] }
  | { kind: "quote"; blocks: Block[] }
  /** Fixed pitch, line by line as it stands. */
  | { kind: "pre"; lines: string[] }
  | { kind: "rule" }
  | { kind: "pageBreak" }
  /** A picture that came inside the document, by its place in `pictures`. */
  | { kind: "picture"; index: number; widthPt?: number };

export type Picture = { format: "png" | "jpg" | "gif" | "webp"; bytes: Uint8Array };

export type Flow = { blocks: Block[]; pictures: Picture[] };

const joinsWords = "\u200b";
/** Words beyond this many letters may break anywhere: addresses of web pages, keys, base64. */
const longWord = new RegExp(`\\S{30,}`, "gu");

/** Lets overlong words break, so that nothing runs off the paper. */
export const breakable = (text: string): string =>
  text.replace(longWord, (word) => [...word].join(joinsWords));
