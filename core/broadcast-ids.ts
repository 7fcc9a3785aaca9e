import { createHash } from "node:crypto";
import { sha256Hex } from "./ids.ts";

/**
 * The id of a broadcast's fax says of which broadcast it is and which place in its list it has: so whoever has the id
 * knows it without a look, and a fax that is none of a broadcast pays nothing for the question.
 */

export const broadcastIdPattern = /^brd_[0-9a-f]{16}$/;
export const isBroadcastId = (text: string): boolean => broadcastIdPattern.test(text);

/** A broadcast's id, always the same for the same parts; of random parts, a random one. */
export const derivedBroadcastId = (...parts: string[]): string =>
  `brd_${sha256Hex(parts.map((part) => `${part.length}:${part}`).join("")).slice(0, 16)}`;

/** As many places as the five hex digits of an id can name. */
export const maxPlaces = 0x100000;

/** 36 bits that tell such an id from every other UUID of version 8. */
const proofOf = (broadcast: string, place: string): string =>
  createHash("sha256").update(`broadcast ${broadcast} ${place}`).digest("hex").slice(0, 9);

/** The id of the fax to the number at `place` (from 0) of the broadcast's list: a UUID, version 8 (RFC 9562). */
export function broadcastFaxId(broadcastId: string, place: number): string {
  const broadcast = broadcastId.slice("brd_".length);
  const digits = place.toString(16).padStart(5, "0");
  const hex = `${broadcast}${digits}${proofOf(broadcast, digits)}`;
  // Version and variant take the place of one digit each.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(12, 15)}`,
    `8${hex.slice(15, 18)}`,
    hex.slice(18, 30),
  ].join("-");
}

/** The broadcast a fax's id names, or undefined for the id of any other fax. */
export function broadcastOfFax(faxId: string): { broadcastId: string; place: number } | undefined {
  const match =
    /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-8([0-9a-f])([0-9a-f]{2})-([0-9a-f]{3})([0-9a-f]{9})$/.exec(
      faxId,
    );
  if (!match) return undefined;
  const [, first = "", second = "", third = "", last = "", high = "", low = "", proof = ""] = match;
  const broadcast = `${first}${second}${third}${last}`;
  const place = `${high}${low}`;
  return proofOf(broadcast, place) === proof
    ? { broadcastId: `brd_${broadcast}`, place: parseInt(place, 16) }
    : undefined;
}
