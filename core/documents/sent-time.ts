import { timeInZone } from "../zoned-time.ts";
import { piecesOf, sizeOf, type FileBytes } from "./pieces.ts";

/**
 * The time of a call, which the header line must show (47 CFR 68.318(d)). Pages are made once and called about perhaps
 * hours later, and again: so a made PDF keeps a blank of fixed width in which each call's time is written.
 */

/** Letters of the longest one, `2026-11-24 17:05 GMT+12:45`. */
const timeLength = 26;

/** Letters that a time may have. */
export const timeLetters = " +-0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The content of a time's text operand: as hex, so that it holds for every time the same number of bytes. */
const operandOf = (text: string): string =>
  Buffer.from(text.slice(0, timeLength).padEnd(timeLength), "latin1").toString("hex").replace(/../g, "00$&");

/** What a made PDF has in the time's place until a call is made; found again by `findTime`. */
export const blankTime = operandOf("");

/** Where the time is to be written, bytes from the beginning; undefined in a PDF without header lines. */
export function findTime(pdf: FileBytes): number | undefined {
  const pieces = piecesOf(pdf);
  let end = sizeOf(pieces);
  // The last one: what came with the sender's own pages stands before it. It is written in one piece.
  for (const piece of pieces.toReversed()) {
    end -= piece.byteLength;
    const at = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).lastIndexOf(
      blankTime,
      undefined,
      "latin1",
    );
    if (at >= 0) return end + at;
  }
  return undefined;
}

/** The bytes to be put in the blank's place for a call at `at` (epoch ms), as Latin-1 text. */
export const timeOperand = (at: number, timeZone: string): string => operandOf(sentAt(at, timeZone));

/** A PDF with the time of a call in its header lines. */
export function withTime(pdf: Uint8Array, offset: number, operand: string): Uint8Array {
  const copy = Buffer.from(pdf);
  copy.write(operand, offset, "latin1");
  return copy;
}

/** How a header line tells a moment. */
export const sentAt = (at: number, timeZone: string): string => timeInZone(at, timeZone, "minute");
