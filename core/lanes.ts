import type { Breaker } from "./breaker.ts";
import type { OutboundFax } from "./fax.ts";

/**
 * A lane is the line of faxes for one number: one call at a time. A channel is one call of the account. A fax first
 * waits for its lane; only who holds the lane waits for a channel.
 */
export type Line = "lane" | "channel";

export const priorities = ["high", "normal", "bulk"] as const;
export type Priority = (typeof priorities)[number];

/** How much later than it came a fax stands in line: whoever waits gets older, so nobody waits for ever. */
const handicapMs: Record<Priority, number> = { high: 0, normal: 10 * 60_000, bulk: 2 * 3_600_000 };

/** Place in a line, as text that sorts: never changes, so a fax that goes to the end of no line keeps its age. */
export const placeOf = (fax: Pick<OutboundFax, "id" | "createdAt" | "priority">): string =>
  `wait#${new Date(fax.createdAt + handicapMs[fax.priority ?? "normal"]).toISOString()}#${fax.id}`;

/** Who holds a lane: a fax and its call, so that a late release of one call can never free the next. */
export const holderOf = (faxId: string, attempt: number): string => `${faxId}.${attempt}`;

/** A call in progress as the channel's item names it. */
export const callOf = (faxId: string, attempt: number, startedAt: number): string =>
  `${holderOf(faxId, attempt)}.${startedAt}`;

export type CallInProgress = { faxId: string; attempt: number; startedAt: number };

export function readCall(text: string): CallInProgress | undefined {
  const match = /^([0-9a-f-]{36})\.(\d{1,4})\.(\d+)$/.exec(text);
  return match
    ? { faxId: match[1] ?? "", attempt: Number(match[2]), startedAt: Number(match[3]) }
    : undefined;
}

/** The account's calls in progress, and the lower limit that the carrier's own refusals taught us, for a while; `waited` as of a lane. */
export type Channels = {
  calls: CallInProgress[];
  cap?: number;
  capUntil?: number;
  capSeconds?: number;
  waited?: string;
  /** Open: nothing is sent. */
  breaker?: Breaker;
  /** The table that the item belongs to: in one restored from a backup it is another. */
  home?: string;
  /** Grows when the line is to be woken. */
  wakes?: number;
};

/** Half-open: the time has come to try with one call, and no other is in progress. `now` in epoch ms. */
export const mayProbe = ({ breaker, calls }: Channels, now: number): boolean =>
  breaker?.probeAt !== undefined && breaker.probeAt <= now && calls.length === 0;

/** How many calls may begin now; with the breaker open none, half-open one. */
export function freeChannels(channels: Channels, limit: number, now: number): number {
  if (channels.breaker) return mayProbe(channels, now) ? 1 : 0;
  const capped = channels.cap !== undefined && (channels.capUntil ?? 0) > now;
  return Math.min(limit, capped ? (channels.cap ?? limit) : limit) - channels.calls.length;
}

const firstCapSeconds = 30;
const longestCapSeconds = 600;

/**
 * After the carrier refused a call for capacity: no more calls than were in progress beside it, at least one; for 30
 * seconds, doubling to ten minutes while it goes on refusing.
 */
export function capAfterRefusal(
  channels: Channels,
  now: number,
): Required<Pick<Channels, "cap" | "capUntil" | "capSeconds">> {
  const isRecent = channels.capUntil !== undefined && now < channels.capUntil + longestCapSeconds * 1000;
  const capSeconds = isRecent
    ? Math.min(longestCapSeconds, (channels.capSeconds ?? firstCapSeconds) * 2)
    : firstCapSeconds;
  return { cap: Math.max(1, channels.calls.length - 1), capSeconds, capUntil: now + capSeconds * 1000 };
}
