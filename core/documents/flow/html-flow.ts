import { Parser } from "htmlparser2";
import { Unfit } from "../fault.ts";
import type { Block, Flow, Picture, Span } from "./blocks.ts";
import { closeFrame, trimmed, type Frame } from "./html-frames.ts";
import { keepSpaces, plainLine } from "./text-flow.ts";

/** What is inside is never shown; scripts are among it and never run. */
const unseen = new Set(
  "head script style template noscript iframe object embed svg math canvas audio video select datalist title".split(
    " ",
  ),
);
const blockTags = new Set(
  "p div section article header footer main aside nav address center form fieldset figure figcaption dl dt dd".split(
    " ",
  ),
);
const maxDepth = 200;
const maxNodes = 200_000;
const maxPictures = 20;

type Style = { bold: number; italic: number; mono: number; underline: number };

/** A document in HTML as a flow. Throws `Unfit`, also where nothing of it shows. */
export function htmlFlow(html: string): Flow {
  const flow = readHtml(html);
  if (flow.blocks.length === 0) throw new Unfit("document_empty");
  return flow;
}

/**
 * HTML as a flow: headings, paragraphs, lists, tables, pictures that came inside it (`data:`). Scripts do not run,
 * nothing is fetched, what is hidden stays hidden. Throws `Unfit`.
 */
export function readHtml(html: string): Flow {
  const reader = new FlowReader();
  const parser = new Parser(reader, { decodeEntities: true, lowerCaseTags: true });
  parser.write(html);
  parser.end();
  return reader.result();
}

/** Listens to the parser and keeps the stack of open containers. */
class FlowReader {
  private readonly stack: Frame[] = [{ tag: "", blocks: [] }];
  private readonly pictures: Picture[] = [];
  private readonly style: Style = { bold: 0, italic: 0, mono: 0, underline: 0 };
  private spans: Span[] = [];
  private heading = 0;
  private hiddenDepth = 0;
  private preDepth = 0;
  private depth = 0;
  private nodes = 0;

  onopentag(tag: string, attributes: Record<string, string>): void {
    if (++this.nodes > maxNodes || ++this.depth > maxDepth) throw new Unfit("document_unrenderable");
    if (this.hiddenDepth > 0 || unseen.has(tag) || isHidden(attributes)) {
      this.hiddenDepth++;
      return;
    }
    this.changeStyle(tag, 1);
    if (tag === "br") this.spans.push({ text: "\n" });
    else if (tag === "hr") this.addBlock({ kind: "rule" });
    else if (tag === "img") this.addPicture(attributes);
    else if (/^h[1-6]$/.test(tag)) this.startHeading(Number(tag[1]));
    else if (blockTags.has(tag)) this.endParagraph();
    else if (tag === "pre") this.startPre();
    else if (["ul", "ol"].includes(tag)) this.push({ tag, blocks: [], items: [] });
    else if (["li", "blockquote", "tr", "td", "th"].includes(tag)) this.push({ tag, blocks: [] });
    else if (tag === "table") {
      this.push({ tag, blocks: [], rows: [], isRuled: Number(attributes["border"] ?? 0) > 0 });
    }
  }

  ontext(text: string): void {
    if (this.hiddenDepth > 0 || text === "") return;
    const { bold, italic, mono, underline } = this.style;
    this.spans.push({
      text: this.preDepth > 0 ? text : text.replace(/[ \t\r\n\f]+/g, " "),
      ...(bold > 0 ? { bold: true as const } : {}),
      ...(italic > 0 ? { italic: true as const } : {}),
      ...(mono > 0 ? { mono: true as const } : {}),
      ...(underline > 0 ? { underline: true as const } : {}),
    });
  }

  onclosetag(tag: string): void {
    this.depth--;
    if (this.hiddenDepth > 0) {
      this.hiddenDepth--;
      return;
    }
    this.changeStyle(tag, -1);
    if (/^h[1-6]$/.test(tag)) {
      this.endParagraph();
      this.heading = 0;
    } else if (blockTags.has(tag)) this.endParagraph();
    else if (tag === "pre") this.endPre();
    else if (["ul", "ol", "li", "blockquote", "tr", "td", "th", "table"].includes(tag)) this.pop(tag);
  }

  result(): Flow {
    this.endParagraph();
    while (this.stack.length > 1) this.pop(this.top().tag);
    return { blocks: this.top().blocks, pictures: this.pictures };
  }

  private top(): Frame {
    return this.stack.at(-1) ?? { tag: "", blocks: [] };
  }

  private push(frame: Frame): void {
    this.endParagraph();
    this.stack.push(frame);
  }

  /** Closes the innermost container of this name; a stray end changes nothing. */
  private pop(tag: string): void {
    this.endParagraph();
    if (!this.stack.slice(1).some((frame) => frame.tag === tag)) return;
    for (let frame = this.stack.pop(); frame; frame = this.stack.pop()) {
      closeFrame(frame, this.top(), this.stack.filter(({ tag }) => tag === "table").length);
      if (frame.tag === tag) return;
    }
  }

  private startHeading(level: number): void {
    this.endParagraph();
    this.heading = level;
  }

  private startPre(): void {
    this.endParagraph();
    this.preDepth++;
  }

  private endPre(): void {
    const text = this.spans.map((span) => span.text).join("");
    this.spans = [];
    this.preDepth = Math.max(0, this.preDepth - 1);
    const lines = text.replace(/^\n|\n$/g, "").split("\n");
    if (text.trim() !== "")
      this.addBlock({ kind: "pre", lines: lines.map((line) => keepSpaces(plainLine(line))) });
  }

  private endParagraph(): void {
    const spans = trimmed(this.spans);
    this.spans = [];
    if (spans.length === 0) return;
    this.top().blocks.push(
      this.heading > 0 ? { kind: "heading", level: this.heading, spans } : { kind: "text", spans },
    );
  }

  private addBlock(block: Block): void {
    this.endParagraph();
    this.top().blocks.push(block);
  }

  /** Only what came inside the document is shown; for everything else stands its description. */
  private addPicture(attributes: Record<string, string>): void {
    const [, format, base64] =
      /^data:image\/(png|jpe?g|gif|webp);base64,([\w+/=\s]+)$/i.exec(attributes["src"] ?? "") ?? [];
    if (!format || !base64 || this.pictures.length >= maxPictures) {
      const described = attributes["alt"]?.trim();
      if (described) this.spans.push({ text: `[${described}]`, italic: true });
      return;
    }
    const name = format.toLowerCase().replace("jpeg", "jpg") as Picture["format"];
    this.pictures.push({ format: name, bytes: Buffer.from(base64, "base64") });
    const width = Number(attributes["width"] ?? NaN) * 0.75;
    const index = this.pictures.length - 1;
    this.addBlock({ kind: "picture", index, ...(width > 0 && width < 2000 ? { widthPt: width } : {}) });
  }

  private changeStyle(tag: string, by: 1 | -1): void {
    if (["b", "strong", "th"].includes(tag)) this.style.bold += by;
    if (["i", "em", "cite"].includes(tag)) this.style.italic += by;
    if (["code", "tt", "kbd", "samp"].includes(tag)) this.style.mono += by;
    if (["u", "ins"].includes(tag)) this.style.underline += by;
  }
}

const isHidden = (attributes: Record<string, string>): boolean =>
  "hidden" in attributes ||
  /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide/i.test(attributes["style"] ?? "");
