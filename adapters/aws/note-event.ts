import type { Fax, TimelineEntry } from "../../core/fax.ts";
import type { ReportedFacts } from "../../core/transitions.ts";
import { changeFax } from "./change-fax.ts";
import type { Table } from "./table.ts";

/** What became of an event; `failed`: with the carrier's word, for a call that failed. */
export type EventOutcome =
  | { kind: "advance"; failed?: string }
  | { kind: "note" | "repeat" }
  | { kind: "contradiction" | "foreign"; why: string }
  /** A call held to be absent was taken up again, or is to be stopped. */
  | { kind: "adopted"; holdsLane: boolean }
  | { kind: "stray" };

/** Late news beyond this many entries is let go: a fax's timeline stays bounded whatever is sent to us. */
const maxTimeline = 60;

export const factAttributes = (facts: ReportedFacts): [string[], number | boolean][] => [
  ...(facts.pageCount === undefined ? [] : [[["pages"], facts.pageCount] as [string[], number]]),
  ...(facts.callSeconds === undefined ? [] : [[["seconds"], facts.callSeconds] as [string[], number]]),
  ...(facts.partialContent === undefined ? [] : [[["partial"], facts.partialContent] as [string[], boolean]]),
];

/** Enters news that move no status. */
export async function noteEvent(
  table: Table,
  fax: Fax,
  entry: TimelineEntry,
  facts: ReportedFacts,
  now: number,
): Promise<EventOutcome> {
  const outcome = await changeFax(table, fax.id, {
    at: now,
    fill: factAttributes(facts),
    entry,
    when: (e) => [
      `attribute_not_exists(${e.path("timeline", entry.key)})`,
      `size(${e.path("timeline")}) < ${e.value(maxTimeline)}`,
    ],
  });
  return { kind: outcome.changed ? "note" : "repeat" };
}
