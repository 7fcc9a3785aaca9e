import { classOfFailure } from "./failure-classes.ts";

/**
 * How often one number was called in a row without an answer, over all faxes, and until when (epoch ms) it is left
 * alone. Source: 47 CFR 68.318(b)(1): two successive attempts; thirteen more if a busy or reorder signal was
 * encountered on each; then no further one for at least 60 minutes, unless a person starts it anew.
 */
export type Row = { tries: number; allBusy: boolean; notBefore?: number };

const triesInARow = 2;
const busyTriesInARow = 15;
export const restMs = 60 * 60_000;

/** `answered` ends the row; `busy` is a busy or reorder signal; `none`: no call was made. */
type Signal = "answered" | "busy" | "unanswered" | "none";

/** Refused before the number was dialled, or by our own wish. */
const neverDialled = [
  "destination_invalid",
  "receiver_invalid_number_format",
  "file_format_invalid",
  "file_size_limit_exceeded",
  "page_count_limit_exceeded",
  "sender_canceled",
];

function signalOf(reason: string): Signal {
  if (reason === "fax_initial_communication_timeout" || reason === "success") return "answered";
  if (neverDialled.includes(reason)) return "none";
  switch (classOfFailure(reason)) {
    case "handshake":
      return "answered";
    case "busy":
    case "network":
      return "busy";
    case "capacity":
    case "account":
    case "configuration":
    case "document":
      return "none";
    default:
      return "unanswered";
  }
}

/** The number's row after a call that failed so; undefined = no row any more. Pure; `now` in epoch ms. */
export function rowAfter(row: Row | undefined, reason: string, now: number): Row | undefined {
  const signal = signalOf(reason);
  if (signal === "none") return row;
  if (signal === "answered") return undefined;
  const tries = (row?.tries ?? 0) + 1;
  const allBusy = (row?.allBusy ?? true) && signal === "busy";
  const isOver = tries >= (allBusy ? busyTriesInARow : triesInARow);
  // After the rest a new row begins.
  return isOver ? { tries: 0, allBusy: true, notBefore: now + restMs } : { tries, allBusy };
}

/** Until when the number is left alone, if it is at `now`. */
export const restsUntil = (row: Row | undefined, now: number): number | undefined =>
  row?.notBefore !== undefined && row.notBefore > now ? row.notBefore : undefined;
