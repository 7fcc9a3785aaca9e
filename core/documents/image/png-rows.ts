import { inflateSync } from "node:zlib";
import { Unfit } from "../fault.ts";
import { channels, rowBytes, type PngFacts } from "./png-chunks.ts";

/** One pass of an interlaced picture, or the whole of a plain one: which dots it holds. */
export type Pass = { x: number; y: number; stepX: number; stepY: number; width: number; height: number };

const adam7: [x: number, y: number, stepX: number, stepY: number][] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

export function passesOf({ widthPx, heightPx, isInterlaced }: PngFacts): Pass[] {
  if (!isInterlaced) return [{ x: 0, y: 0, stepX: 1, stepY: 1, width: widthPx, height: heightPx }];
  return adam7
    .map(([x, y, stepX, stepY]) => {
      const width = Math.ceil((widthPx - x) / stepX);
      return { x, y, stepX, stepY, width, height: Math.ceil((heightPx - y) / stepY) };
    })
    .filter(({ width, height }) => width > 0 && height > 0);
}

/** The picture's rows, filter byte first, exactly as many as its header promises. Throws `Unfit`. */
export function inflateRows(facts: PngFacts): Buffer {
  const size = passesOf(facts).reduce(
    (sum, pass) => sum + pass.height * (1 + rowBytes(facts, pass.width)),
    0,
  );
  try {
    // Some writers add a few bytes; a bomb adds many.
    const rows = inflateSync(facts.data, { maxOutputLength: size + 4096 });
    if (rows.byteLength >= size) return rows;
  } catch {
    throw new Unfit("image_unsupported");
  }
  throw new Unfit("image_unsupported");
}

/** Calls back with every row of every pass, its filter undone (PNG, third edition, section 9). */
export function eachRow(facts: PngFacts, call: (row: Uint8Array, pass: Pass, index: number) => void): void {
  const rows = inflateRows(facts);
  const step = Math.max(1, (channels(facts) * facts.bits) >> 3);
  let at = 0;
  for (const pass of passesOf(facts)) {
    const length = rowBytes(facts, pass.width);
    let above: Uint8Array = new Uint8Array(length);
    for (let index = 0; index < pass.height; index++) {
      const row = rows.subarray(at + 1, at + 1 + length);
      undoFilter(rows[at] ?? 0, row, above, step);
      call(row, pass, index);
      above = row;
      at += 1 + length;
    }
  }
}

function undoFilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  if (filter > 4) throw new Unfit("image_unsupported");
  if (filter === 0) return;
  for (let at = 0; at < row.length; at++) {
    const left = at >= step ? (row[at - step] ?? 0) : 0;
    const up = above[at] ?? 0;
    const corner = at >= step ? (above[at - step] ?? 0) : 0;
    row[at] = (row[at] ?? 0) + guess(filter, left, up, corner);
  }
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const byLeft = Math.abs(up - corner);
  const byUp = Math.abs(left - corner);
  const byCorner = Math.abs(left + up - 2 * corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
