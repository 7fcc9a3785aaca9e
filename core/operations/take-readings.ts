import type { Fax } from "../fax.ts";
import type { CallInProgress, Channels } from "../lanes.ts";
import type { Figures } from "../metrics.ts";

export type ReadingDeps = {
  now: () => number;
  readChannels: () => Promise<Channels>;
  readFax: (id: string) => Promise<Fax | undefined>;
  /** The fax that stands first in the line for a channel. */
  firstForChannel: () => Promise<string | undefined>;
  /** When the fax was due that has been due longest, epoch ms; one due later does not count. */
  longestDue: (now: number) => Promise<number | undefined>;
};

/** A call of which nothing is known for so long waits for a person. */
const unknownForMs = 30 * 60_000;
/** So many long calls are looked at in one run. */
const looks = 20;

/**
 * How the installation stands, as the sweep sees it: five small reads. Answers undefined where nothing is in progress
 * and nobody waits: an idle installation tells nothing, and a figure that is told costs money by the hour.
 */
export async function takeReadings(deps: ReadingDeps): Promise<Figures | undefined> {
  const now = deps.now();
  const [{ calls, breaker }, waitedMs] = await Promise.all([deps.readChannels(), longestWaitMs(deps, now)]);
  const unknown = await countUnknown(deps, calls, now);
  if (calls.length === 0 && waitedMs === 0 && !breaker) return undefined;
  return {
    InProgress: calls.length,
    OldestWaiting: Math.round(waitedMs / 1000),
    UnknownsUnresolved: unknown,
    ...(breaker ? { Breaker: 1 } : {}),
  };
}

/**
 * Waiting for us, not for a redial's pause, a set time or the number's own line: the first of the channels' line, and
 * what is due and should have gone on by itself.
 */
async function longestWaitMs(deps: ReadingDeps, now: number): Promise<number> {
  const [first, due] = await Promise.all([deps.firstForChannel(), deps.longestDue(now)]);
  const fax = first === undefined ? undefined : await deps.readFax(first);
  const since = fax?.timeline.find(({ key }) => key === "waiting.channel")?.at;
  return Math.max(0, now - (since ?? now), now - (due ?? now));
}

async function countUnknown(deps: ReadingDeps, calls: CallInProgress[], now: number): Promise<number> {
  const long = calls
    .filter(({ startedAt }) => startedAt + unknownForMs <= now)
    .sort((a, b) => a.startedAt - b.startedAt)
    .slice(0, looks);
  const states = await Promise.all(
    long.map(async ({ faxId, attempt }) => {
      const fax = await deps.readFax(faxId);
      return fax?.direction === "outbound"
        ? fax.attempts.find(({ number }) => number === attempt)?.state
        : undefined;
    }),
  );
  return states.filter((state) => state === "unknown").length;
}
