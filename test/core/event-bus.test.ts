import { describe, expect, it } from "vitest";
import { busEntryOf, callsOf, type BusEntry } from "../../core/events/bus-entry.ts";
import { standardBody } from "../../core/events/event-body.ts";
import { eventsOf, type FaxEvent } from "../../core/events/fax-events.ts";
import { putOnBus } from "../../core/operations/put-on-bus.ts";
import type { TableChange } from "../../core/relay.ts";
import { noon, outboundFax, sendingFax } from "../support/faxes.ts";

const [first] = eventsOf(undefined, outboundFax({ revision: 4 }));
const event = first as FaxEvent;
const detailOf = ({ detail }: BusEntry) => JSON.parse(detail);
const limit = 256 * 1024;
/** As EventBridge reckons an entry. */
const sizeOf = ({ source, detailType, detail }: BusEntry) =>
  14 + Buffer.byteLength(source + detailType + detail);

describe("an event on the bus", () => {
  it("is what a webhook's body says, but for what only the fax's request knows", () => {
    const entry = busEntryOf(event);
    expect(entry).toMatchObject({ source: "serverless-fax", detailType: "fax.preparing", at: event.at });
    const body = standardBody(event, { clientState: "eA==", webhookUrl: "https://a/b" });
    const { client_state, webhook_url, ...known } = body.data as Record<string, unknown>;
    expect([client_state, webhook_url]).toEqual(["eA==", "https://a/b"]);
    expect(detailOf(entry)).toEqual({ ...body, data: known });
  });

  it("that no call could bring goes without its story, and with everything else", () => {
    const long = { ...event, fax: { ...event.fax, events: ["é".repeat(limit / 2)], attempts: [] } };
    const { events, attempts, ...rest } = detailOf(busEntryOf(event)).data;
    expect([events, attempts]).toEqual([expect.any(Array), []]);
    expect(detailOf(busEntryOf(long))).toEqual({ ...detailOf(busEntryOf(event)), data: rest });
  });

  it("keeps its story up to the last byte that a call may bring", () => {
    const withStory = (length: number) =>
      busEntryOf({ ...event, fax: { ...event.fax, events: "x".repeat(length) } });
    const room = limit - sizeOf(withStory(0));
    expect(sizeOf(withStory(room - 1))).toBe(limit - 1);
    expect(detailOf(withStory(room)).data).not.toHaveProperty("events");
  });
});

describe("the calls that bring events", () => {
  const entryOf = (bytes: number): BusEntry => {
    const empty = { source: "s", detailType: "t", detail: "", at: noon };
    return { ...empty, detail: "x".repeat(bytes - sizeOf(empty)) };
  };
  const lengths = (entries: BusEntry[]) => callsOf(entries).map((call) => call.length);

  it("have at most ten entries, in their order", () => {
    const entries = Array.from({ length: 23 }, (_, index) => entryOf(100 + index));
    expect(lengths(entries)).toEqual([10, 10, 3]);
    expect(callsOf(entries).flat()).toEqual(entries);
    expect(callsOf([])).toEqual([]);
  });

  it("stay below 256 KB", () => {
    expect(lengths([entryOf(limit / 2), entryOf(limit / 2 - 1), entryOf(20)])).toEqual([2, 1]);
    expect(lengths([entryOf(limit / 2), entryOf(limit / 2)])).toEqual([1, 1]);
    expect(lengths([entryOf(limit - 1), entryOf(limit - 1), entryOf(20)])).toEqual([1, 1, 1]);
  });
});

describe("putting events on the bus", () => {
  const faxes = Array.from({ length: 12 }, (_, index) => outboundFax({ id: `fax-${index}` }));
  const changes = faxes.map((after): TableChange => ({ item: "fax", before: undefined, after }));
  const at = faxes[0]?.updatedAt ?? 0;

  /** Takes calls until the one that it refuses, `age` ms after the events. */
  async function putting(refusedCall: number, age: number) {
    const taken: BusEntry[] = [];
    const passed: number[] = [];
    let calls = 0;
    const done = putOnBus(
      {
        now: () => at + age,
        putEntries: async (entries) => {
          if (++calls === refusedCall) throw new Error("the bus is down");
          taken.push(...entries);
        },
        passOver: (events) => passed.push(events),
      },
      changes,
    );
    const error = await done.then(
      () => undefined,
      (problem: Error) => problem.message,
    );
    return { types: taken.map(({ detailType }) => detailType), passed, error };
  }

  it("puts every event, and nothing of what is no news", async () => {
    const { types, passed, error } = await putting(0, 0);
    expect(types).toEqual(faxes.map(() => "fax.preparing"));
    expect([passed, error]).toEqual([[], undefined]);
    const still: TableChange = { item: "fax", before: sendingFax(), after: sendingFax({}, { wakes: 1 }) };
    const putEntries = () => Promise.reject(new Error("there is nothing to put"));
    await putOnBus({ now: () => at, putEntries, passOver: () => undefined }, [still]);
  });

  it("has the changes read again where the bus does not take them", async () => {
    expect(await putting(2, 59_999)).toMatchObject({ passed: [], error: "the bus is down" });
  });

  it("passes over what is older than a minute: whoever waits behind it must not wait for the bus", async () => {
    expect(await putting(2, 60_000)).toMatchObject({ passed: [2], error: undefined });
    expect(await putting(1, 3_600_000)).toMatchObject({ passed: [12], error: undefined, types: [] });
  });
});
