import { faxView } from "../api/fax-view.ts";
import { faxStatuses, type Fax } from "../fax.ts";
import { sha256Hex } from "../ids.ts";
import type { TableChange } from "../relay.ts";

/** Every event that others may hear of; `webhook.test` is sent only when somebody asks for it. */
export const faxEventTypes = [
  ...faxStatuses.map((status) => `fax.${status}` as const),
  "fax.attempt_failed",
] as const;
export const testEventType = "webhook.test";
export const eventTypes = [...faxEventTypes, testEventType] as const;
export type FaxEventType = (typeof faxEventTypes)[number];
export type EventType = (typeof eventTypes)[number];

/** What happened to a fax, as others hear of it. */
export type FaxEvent = {
  /** The same for the same change, however often it is read: whoever hears of it twice knows. */
  id: string;
  type: EventType;
  /** Epoch ms. */
  at: number;
  /** Rises with every event of one fax; what comes out of order is put in order by it. */
  sequence: number;
  faxId: string;
  /** Tells a fax that was created so from one that became so. */
  isFirst: boolean;
  /** The fax as it was then, as `GET /v2/faxes/{id}` shows it without what only its request knows. */
  fax: Record<string, unknown>;
};

/** More events than one change of a fax can make. */
const perChange = 8;

/** What others hear of a change of a fax: its new status, and each call that failed. Pure. */
export function eventsOf(before: Fax | undefined, after: Fax | undefined): FaxEvent[] {
  if (!after || after.deletedAt !== undefined) return [];
  const types: FaxEventType[] = [
    ...failedCalls(before, after),
    ...(before?.status === after.status ? [] : [`fax.${after.status}` as const]),
  ];
  return types.map((type, index) => ({
    id: `evt_${sha256Hex(`${after.id}:${after.revision}:${index}:${type}`).slice(0, 32)}`,
    type,
    at: after.updatedAt,
    sequence: after.revision * perChange + index,
    faxId: after.id,
    isFirst: before === undefined,
    fax: faxView(after, undefined, {}, true),
  }));
}

/** What others hear of all these changes, in their order. */
export const eventsOfChanges = (changes: TableChange[]): FaxEvent[] =>
  changes.flatMap((change) => (change.item === "fax" ? eventsOf(change.before, change.after) : []));

/** Calls that have ended `failed` since; the fax itself may be tried again. */
function failedCalls(before: Fax | undefined, after: Fax): FaxEventType[] {
  if (after.direction === "inbound") return [];
  const known = before?.direction === "outbound" ? before.attempts : [];
  const wasFailed = (number: number) =>
    known.some((attempt) => attempt.number === number && attempt.state === "failed");
  return after.attempts
    .filter(({ number, state }) => state === "failed" && !wasFailed(number))
    .slice(-(perChange - 1))
    .map(() => "fax.attempt_failed" as const);
}
