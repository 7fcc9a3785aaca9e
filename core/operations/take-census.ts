import { censusAfterMs, isForgotten } from "../census.ts";
import type { Direction, Fax } from "../fax.ts";
import type { CallInProgress } from "../lanes.ts";

type Cursor = { outbound?: string; inbound?: string };
type Page = { faxes: { fax: Fax; isDue: boolean }[]; last?: string; isLast: boolean };

export type CensusDeps = {
  now: () => number;
  readCursor: () => Promise<Cursor>;
  moveCursor: (cursor: Cursor) => Promise<unknown>;
  /** The next faxes after a position that were created before `until` (epoch ms). */
  readPage: (direction: Direction, after: string | undefined, until: number) => Promise<Page>;
  listCalls: () => Promise<CallInProgress[]>;
  giveDue: (fax: Fax, at: number) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** Pages of 100 faxes each, for one direction and run; the next run goes on there. */
const pagesAtMost = 50;

/** Passes all faxes once, ten minutes after their creation, and has the sweep look after those still open. Answers how many. */
export async function takeCensus(deps: CensusDeps): Promise<number> {
  const now = deps.now();
  const before = await deps.readCursor();
  const cursor = { ...before };
  let found = 0;
  for (const direction of ["outbound", "inbound"] as const) {
    for (let turn = 0; turn < pagesAtMost; turn++) {
      const page = await deps.readPage(direction, cursor[direction], now - censusAfterMs);
      const { length } = await lookAfter(deps, page.faxes, now);
      found += length;
      if (page.last !== undefined) cursor[direction] = page.last;
      if (page.isLast) break;
    }
  }
  const hasMoved = cursor.outbound !== before.outbound || cursor.inbound !== before.inbound;
  if (hasMoved) await deps.moveCursor(cursor);
  if (found > 0) deps.report("census_found_open", { faxes: found });
  return found;
}

async function lookAfter(deps: CensusDeps, faxes: Page["faxes"], now: number): Promise<Fax[]> {
  const open = faxes.filter(({ fax, isDue }) => isForgotten(fax, isDue, []));
  if (open.length === 0) return [];
  // Read after the faxes: a call that ended meanwhile wrote its fax, and that write says when to look.
  const calls = await deps.listCalls();
  const forgotten = open.filter(({ fax, isDue }) => isForgotten(fax, isDue, calls)).map(({ fax }) => fax);
  for (const fax of forgotten) await deps.giveDue(fax, now);
  return forgotten;
}
