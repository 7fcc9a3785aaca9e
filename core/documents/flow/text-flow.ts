import { Unfit } from "../fault.ts";
import { maxPages } from "../../document-check.ts";
import { breakable, type Block, type Flow } from "./blocks.ts";

const tabColumns = 8;
/** More lines or letters than fit on the pages allowed. */
const maxLines = maxPages * 70;
const maxLetters = maxPages * 70 * 90;

/**
 * Plain text as lines of pages: tabs at every eighth column, form feeds begin pages, what steers terminals is left
 * out. Throws `Unfit`.
 */
export function textPages(text: string): string[][] {
  if (text.trim() === "") throw new Unfit("document_empty");
  if (text.length > maxLetters) throw new Unfit("document_too_many_pages");
  const parts = text.replace(/\r\n?/g, "\n").split("\f");
  // A text that ends with a form feed does not begin another page.
  if (parts.length > 1 && parts.at(-1)?.trim() === "") parts.pop();
  const pages = parts.map((part) => part.replace(/\n+$/, "").split("\n").map(plainLine));
  const count = pages.reduce((sum, lines) => sum + lines.length, 0);
  if (pages.length > maxPages || count > maxLines) throw new Unfit("document_too_many_pages");
  return pages;
}

/** The same for the typesetter. */
export function textFlow(pages: string[][]): Flow {
  const blocks: Block[] = [];
  for (const [index, lines] of pages.entries()) {
    if (index > 0) blocks.push({ kind: "pageBreak" });
    // In pieces: the typesetter takes much longer over one long paragraph than over many short ones.
    for (let at = 0; at < lines.length; at += 40) {
      blocks.push({ kind: "pre", lines: lines.slice(at, at + 40).map(keepSpaces) });
    }
  }
  return { blocks, pictures: [] };
}

export function plainLine(line: string): string {
  let shown = "";
  for (const letter of line) {
    const code = letter.codePointAt(0) ?? 0;
    if (letter === "\t") shown += " ".repeat(tabColumns - (shown.length % tabColumns));
    else if (code >= 32 && code !== 127 && !(code >= 0x80 && code < 0xa0)) shown += letter;
  }
  return shown.trimEnd();
}

/** Spaces that stay where they are, and words that may break. */
export const keepSpaces = (line: string): string =>
  breakable(line.replace(/^ +| {2,}/g, (spaces) => "\u00a0".repeat(spaces.length)));
