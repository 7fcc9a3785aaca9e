import type { Fax } from "../fax.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import {
  hasExpired,
  keptLists,
  keptSince,
  leftOfRound,
  looksForExpired,
  type KeptList,
  type RetentionCursor,
} from "../mailbox/retention.ts";

type Page = { faxes: Fax[]; last?: string; isLast: boolean };

export type RemovalDeps = {
  now: () => number;
  listMailboxes: () => Promise<Mailbox[]>;
  /** Where the last run stopped; undefined where it came to the end. */
  readCursor: () => Promise<RetentionCursor | undefined>;
  moveCursor: (cursor: RetentionCursor | undefined) => Promise<unknown>;
  /** The next faxes of a list, the oldest first, after a position and created before `until` (epoch ms). */
  readPage: (list: KeptList, after: string | undefined, until: number) => Promise<Page>;
  /** As whoever asks for it by the API: a tombstone stays, and its stream record has the pages erased. */
  deleteFax: (fax: Fax, at: number) => Promise<{ changed: boolean }>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** So many faxes a run looks at; the next goes on behind them, so that none which stay keep it from those that go. */
export const mostLooks = 2_000;
const atOnce = 10;

/**
 * Removes the faxes whose mailbox keeps them no longer, in the first minutes of an hour. A fax created too late cannot
 * have expired, so each list is read from its oldest to there. Answers how many were removed.
 */
export async function removeExpired(deps: RemovalDeps): Promise<number> {
  const now = deps.now();
  if (!looksForExpired(now)) return 0;
  const lists = keptLists(await deps.listMailboxes());
  if (lists.length === 0) return 0;
  const before = await deps.readCursor();
  let cursor: RetentionCursor | undefined;
  let [looked, removed] = [0, 0];
  for await (const { list, faxes, last } of pagesOf(deps, leftOfRound(lists, before), now)) {
    const expired = faxes.filter((fax) => hasExpired(fax, list, now));
    removed += await removeAll(deps, expired, now);
    looked += faxes.length;
    if (looked < mostLooks) continue;
    cursor = { number: list.number, direction: list.direction, after: last };
    break;
  }
  if (before ?? cursor) await deps.moveCursor(cursor);
  return removed;
}

async function* pagesOf(deps: RemovalDeps, lists: ReturnType<typeof leftOfRound>, now: number) {
  for (const { list, after } of lists) {
    let last = after;
    for (let isLast = false; !isLast;) {
      const page = await deps.readPage(list, last, keptSince(list, now));
      isLast = page.isLast;
      last = page.last;
      if (last !== undefined) yield { list, faxes: page.faxes, last };
    }
  }
}

async function removeAll(deps: RemovalDeps, expired: Fax[], now: number): Promise<number> {
  let removed = 0;
  for (let start = 0; start < expired.length; start += atOnce) {
    const outcomes = await Promise.all(
      expired.slice(start, start + atOnce).map((fax) => removeSafely(deps, fax, now)),
    );
    removed += outcomes.filter(({ changed }) => changed).length;
  }
  return removed;
}

/** One fax that cannot be removed must not keep the others. */
const removeSafely = (deps: RemovalDeps, fax: Fax, now: number) =>
  deps.deleteFax(fax, now).catch((error: unknown) => {
    deps.report("sweep_failed", { faxId: fax.id, error: error instanceof Error ? error.name : "unknown" });
    return { changed: false };
  });
