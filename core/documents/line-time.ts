import { encodeG3 } from "./g4/encode-g3.ts";
import { encodeG4 } from "./g4/encode-g4.ts";
import type { BilevelRaster } from "./image/raster.ts";

/** V.17's highest rate, which nearly every call uses. */
export const bitsPerSecond = 14_400;

/**
 * What a call takes beside the pages' bits, in seconds (ITU-T T.30): tones, capabilities, training and
 * confirmation before the first page; the end-of-page exchange and resynchronising after each; the goodbye.
 */
export const callSeconds = 12;
export const pageSeconds = 3.5;
export const endSeconds = 2;

/** HDLC frames of error correction: 256 bytes of data carry 8 more, and stuffed bits. */
const frameShare = 1.04;

export type Coding = "t6" | "t4";

/** Size of a page as it is coded for the line, bytes: T.6 with error correction, T.4 without. */
export const codedBytes = (page: BilevelRaster, coding: Coding = "t6"): number =>
  (coding === "t6" ? encodeG4(page) : encodeG3(page)).byteLength;

/** Seconds one page takes on the line, from its coded size. */
export const pageLineSeconds = (bytes: number): number =>
  (bytes * 8 * frameShare) / bitsPerSecond + pageSeconds;

/** Seconds a whole call takes, from its pages' coded sizes. */
export const callLineSeconds = (pages: number[]): number =>
  callSeconds + pages.reduce((sum, bytes) => sum + pageLineSeconds(bytes), 0) + endSeconds;
