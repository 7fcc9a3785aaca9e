import { bodyWithout } from "./event-body.ts";
import type { FaxEvent } from "./fax-events.ts";

/** An event as a bus takes it; `detail` is JSON, `at` epoch ms. */
export type BusEntry = { source: string; detailType: string; detail: string; at: number };

/** By which rules know events of ours. */
export const busSource = "serverless-fax";

/**
 * What one call may bring (EventBridge, PutEvents: ten entries, together less than 256 KB). Where the service takes
 * more by now, what rules lead to often does not.
 */
const mostEntries = 10;
const bytesBelow = 256 * 1024;

/** Only the fax's request has them, and nobody reads it for the bus. */
const unknown = ["client_state", "webhook_url"];
/** What grows with the fax's story; `GET /v2/faxes/{id}` has it. */
const story = ["events", "attempts"];

/** One entry for an event; one that no call could bring goes without the fax's story. Pure. */
export function busEntryOf(event: FaxEvent): BusEntry {
  const whole = entryWithout(event, unknown);
  return sizeOf(whole) < bytesBelow ? whole : entryWithout(event, [...unknown, ...story]);
}

/** The entries in their order, as few calls as may be. Pure. */
export function callsOf(entries: BusEntry[]): BusEntry[][] {
  const calls: BusEntry[][] = [];
  let call: BusEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    if (call.length === mostEntries || (call.length > 0 && bytes + size >= bytesBelow)) {
      calls.push(call);
      [call, bytes] = [[], 0];
    }
    call.push(entry);
    bytes += size;
  }
  return call.length === 0 ? calls : [...calls, call];
}

const entryWithout = (event: FaxEvent, fields: string[]): BusEntry => ({
  source: busSource,
  detailType: event.type,
  detail: JSON.stringify(bodyWithout(event, fields)),
  at: event.at,
});

/** As the service reckons it: 14 bytes for the time, and the texts (EventBridge User Guide, event entry size). */
const sizeOf = ({ source, detailType, detail }: BusEntry): number =>
  14 + [source, detailType, detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
