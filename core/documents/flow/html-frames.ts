import { breakable, type Block, type Span } from "./blocks.ts";

/** Deeper tables are laid out as plain blocks: mails nest them for their looks alone. */
const maxTableDepth = 3;

/** An open container of HTML: its content so far, and the rows or items it gathers. A row's items are its cells. */
export type Frame = {
  tag: string;
  blocks: Block[];
  rows?: Block[][][];
  items?: Block[][];
  isRuled?: boolean;
};
/** Hands a closed container's content to the one around it, which lies in `tables` tables. */
export function closeFrame(frame: Frame, parent: Frame, tables: number): void {
  switch (frame.tag) {
    case "li":
      if (parent.items) parent.items.push(frame.blocks);
      else parent.blocks.push(...frame.blocks);
      return;
    case "ul":
    case "ol":
      if (frame.items && frame.items.length > 0) {
        parent.blocks.push({ kind: "list", ordered: frame.tag === "ol", items: frame.items });
      }
      parent.blocks.push(...frame.blocks);
      return;
    case "blockquote":
      if (frame.blocks.length > 0) parent.blocks.push({ kind: "quote", blocks: frame.blocks });
      return;
    case "td":
    case "th":
      parent.items = [...(parent.items ?? []), frame.blocks];
      return;
    case "tr": {
      const cells = [...(frame.items ?? []), ...(frame.blocks.length > 0 ? [frame.blocks] : [])];
      if (parent.rows) parent.rows.push(cells);
      else parent.blocks.push(...cells.flat());
      return;
    }
    case "table":
      parent.blocks.push(...tableBlocks(frame, tables));
      return;
    default:
      parent.blocks.push(...frame.blocks);
  }
}

function tableBlocks({ rows = [], blocks, isRuled = false }: Frame, tables: number): Block[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (columns <= 1 || columns > 30 || tables >= maxTableDepth) return [...blocks, ...rows.flat(2)];
  return [...blocks, { kind: "table", columns, ruled: isRuled, rows }];
}

/** Joins white space across spans as a browser does, and drops it at both ends. */
export function trimmed(spans: Span[]): Span[] {
  const kept: Span[] = [];
  let endsOpen = true;
  for (const span of spans) {
    const text: string = endsOpen && span.text !== "\n" ? span.text.replace(/^ +/, "") : span.text;
    if (text === "") continue;
    endsOpen = text.endsWith(" ") || text === "\n";
    kept.push({ ...span, text: breakable(text) });
  }
  while (kept.length > 0 && kept.at(-1)?.text.trim() === "") kept.pop();
  const last = kept.at(-1);
  if (last) last.text = last.text.trimEnd();
  return kept;
}
