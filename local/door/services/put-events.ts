/** EventBridge's PutEvents, with the service's limits. No rule of the laptop reads a bus. */
import * as v from "valibot";
import type { EventBuses } from "../../engines/event-buses.ts";
import { busNameOf } from "../needs/buses.ts";
import { isObject, type Json } from "../needs/need.ts";

export type BusGround = {
  engine: EventBuses;
  /** of the template's buses */
  names: string[];
};

export type EventsAnswer = { ok: true; body: Json } | { ok: false; code: string; message: string };

const no = (code: string, message: string): EventsAnswer => ({ ok: false, code, message });

/** Strict: what the laptop does not do would work on AWS and not here. Times are in seconds. */
const entryShape = v.strictObject({
  EventBusName: v.optional(v.string()),
  Source: v.pipe(v.string(), v.minLength(1)),
  DetailType: v.pipe(v.string(), v.minLength(1)),
  Detail: v.string(),
  Time: v.optional(v.number()),
  Resources: v.optional(v.array(v.string()), []),
});
type Entry = v.InferOutput<typeof entryShape>;
const callShape = v.strictObject({ Entries: v.pipe(v.array(entryShape), v.minLength(1), v.maxLength(10)) });

/** All entries together stay below it. */
const bytesBelow = 256 * 1024;

export function putEvents(body: Json, { engine, names }: BusGround): EventsAnswer {
  const asked = v.safeParse(callShape, body);
  if (!asked.success) {
    const [issue] = asked.issues;
    const place = v.getDotPath(issue) ?? "the request";
    return no("ValidationException", `The laptop does not take this: ${place}: ${issue.message}`);
  }
  const { Entries } = asked.output;
  if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) >= bytesBelow) {
    return no("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  // AWS takes events for a bus that does not exist, and drops them: here that must be seen.
  const unknown = Entries.map((entry) => busNameOf(entry.EventBusName)).find((bus) => !names.includes(bus));
  if (unknown !== undefined)
    return no("ResourceNotFoundException", `Event bus ${unknown} is not in the template.`);
  const answers = Entries.map((entry) => putOne(entry, engine));
  const FailedEntryCount = answers.filter((answer) => "ErrorCode" in answer).length;
  return { ok: true, body: { FailedEntryCount, Entries: answers } };
}

function putOne(entry: Entry, engine: EventBuses): Json {
  const detail = objectOf(entry.Detail);
  if (!detail) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const EventId = engine.put({
    bus: busNameOf(entry.EventBusName),
    source: entry.Source,
    detailType: entry.DetailType,
    detail,
    time: entry.Time === undefined ? undefined : entry.Time * 1000,
    resources: entry.Resources,
  });
  return { EventId };
}

/** EventBridge User Guide, "Calculating PutEvents event entry size". */
const sizeOf = ({ Time, Source, DetailType, Detail, Resources }: Entry): number =>
  (Time === undefined ? 0 : 14) +
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0);

function objectOf(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
