import { Unfit } from "../documents/fault.ts";
import type { Block, Span } from "../documents/flow/blocks.ts";
import { readHtml } from "../documents/flow/html-flow.ts";

/** What programs write under a message on their own, as its last line. */
const written =
  /^(Sent (from|via|with|using) (my |the )?(iPhone|iPad|Android|Galaxy|Samsung|Pixel|BlackBerry|Mail\b.* for Windows|Outlook|Yahoo Mail|Gmail|AOL|Proton Mail|phone|mobile)|Get Outlook for |Yahoo Mail: |Von meinem (iPhone|iPad|Handy|Samsung)|Gesendet von Outlook|Envoyé de mon (iPhone|iPad)|Enviado desde mi (iPhone|iPad))/i;
/** Where an earlier message begins: what stands there is no signature, whatever it follows. */
const earlier = /^(>|-{3,}|_{5,}|(From|Von|De|Sent|Date) ?:|(On|Am|Le|El) .+:$)/;
/** Signatures are not longer, lines. */
const longestSignature = 10;

/**
 * What the writer of a message has to say: without the signature at its end, what the program added there, and blank
 * lines that part nothing. What follows a signature, as a forwarded message does, is never left out.
 */
export function spoken(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").trimEnd().split("\n");
  const said = lines.slice(0, endOf(lines));
  while (written.test(said.at(-1)?.trim() ?? "") || said.at(-1)?.trim() === "") said.pop();
  return said
    .join("\n")
    .replace(/[^\S\n]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Where the signature begins, if the message ends with one. */
function endOf(lines: string[]): number {
  const at = lines.findLastIndex((line) => /^-- ?$/.test(line));
  const after = lines.slice(at + 1);
  const isLast = after.length <= longestSignature && !after.some((line) => earlier.test(line.trim()));
  return at >= 0 && isLast ? at : lines.length;
}

/** How programs begin to quote the mail that is answered; the line that says whose it is may be broken. */
const quoted =
  /^(?:>|-{3,} ?\p{L}|_{5,}\s*$|(?:From|Von|De) ?: |(?:On|Am|Le|El) [^\n]{5,200}(?:\n[^\n]{0,100}){0,2}:\s*$)/mu;

/** What an answer says, without the mail that is quoted below it. */
export function answerIn(text: string): string {
  const at = text.search(quoted);
  return (at < 0 ? text : text.slice(0, at)).trim();
}

/** The words of a message in HTML, a line for each paragraph; empty where it cannot be read. */
export function textOfHtml(html: string): string {
  try {
    return readHtml(html).blocks.map(textOfBlock).join("\n\n");
  } catch (error) {
    if (error instanceof Unfit) return "";
    throw error;
  }
}

const textOfSpans = (spans: Span[]): string => spans.map(({ text }) => text).join("");
const textOfBlocks = (blocks: Block[]): string => blocks.map(textOfBlock).join("\n");

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case "text":
    case "heading":
      return textOfSpans(block.spans);
    case "list":
      return block.items.map((item) => `- ${textOfBlocks(item)}`).join("\n");
    case "table":
      return block.rows.map((row) => row.map(textOfBlocks).join("  ")).join("\n");
    case "quote":
      return textOfBlocks(block.blocks);
    case "pre":
      return block.lines.join("\n");
    case "rule":
    case "pageBreak":
    case "picture":
      return "";
    default:
      return block satisfies never;
  }
}
