import { Unfit } from "../documents/fault.ts";
import type { Block, Span } from "../documents/flow/blocks.ts";
import { readHtml } from "../documents/flow/html-flow.ts";

/** What programs write under every message on their own. */
const written =
  /^(Sent from my |Sent from Mail for |Get Outlook for |Von meinem .* gesendet|Envoyé de mon |Enviado desde mi )/i;

/** What the writer of a message has to say: without the signature, what the program added, and blank lines that part nothing. */
export function spoken(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const signature = lines.findIndex((line) => /^-- ?$/.test(line));
  const said = signature < 0 ? lines : lines.slice(0, signature);
  return said
    .filter((line) => !written.test(line.trim()))
    .join("\n")
    .replace(/[^\S\n]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
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
