import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../local/clock.ts";
import { openEventBuses } from "../../local/engines/event-buses.ts";
import { openStand, type Stand } from "./door-stand.ts";

/** EventBridge's PutEvents as its API Reference describes it, asked by the SDK itself. */

const clock = createClock();
const engine = openEventBuses(clock);
const arn = (bus: string) => `arn:aws:events:us-east-1:000000000000:event-bus/${bus}`;
let stand: Stand;
let relay: EventBridgeClient;
let person: EventBridgeClient;
beforeAll(async () => {
  stand = await openStand(
    {
      relay: [{ Effect: "Allow", Action: "events:PutEvents", Resource: arn("faxes") }],
      person: "administrator",
    },
    { clock, buses: { engine, names: ["faxes", "others"] } },
  );
  relay = new EventBridgeClient(stand.clientOf("relay"));
  person = new EventBridgeClient(stand.clientOf("person"));
});
afterAll(() => stand.stop());

const entry = (more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  EventBusName: "faxes",
  Source: "test",
  DetailType: "x",
  Detail: "{}",
  ...more,
});
const put = (...Entries: PutEventsRequestEntry[]) => new PutEventsCommand({ Entries });
const refused = (code: string) => ({ name: code, $metadata: { httpStatusCode: 400 } });

describe("events for a bus of the template", () => {
  it("are kept with what they carry, whether the bus is named or given by its ARN", async () => {
    const time = new Date("2026-10-02T12:00:00Z");
    const { Entries = [], FailedEntryCount } = await relay.send(
      put(entry({ Detail: '{"a":1}', Time: time, Resources: ["r"] }), entry({ EventBusName: arn("faxes") })),
    );
    expect(FailedEntryCount).toBe(0);
    const [one, other] = engine.list();
    expect(one).toMatchObject({ bus: "faxes", detail: { a: 1 }, time: time.getTime(), resources: ["r"] });
    expect(other).toMatchObject({ bus: "faxes", time: other?.at });
    expect(Entries.map(({ EventId }) => EventId)).toEqual([one?.id, other?.id]);
  });

  it("are put by those who may, on every bus that the call names", async () => {
    const before = engine.list().length;
    for (const bus of ["others", arn("others"), undefined]) {
      const call = put(entry(), { ...entry(), EventBusName: bus });
      await expect(relay.send(call)).rejects.toMatchObject(refused("AccessDeniedException"));
    }
    expect(engine.list()).toHaveLength(before);
    expect(stand.door.denials.map(({ resource }) => resource)).toEqual([
      arn("others"),
      arn("others"),
      arn("default"),
    ]);
  });

  it("are refused one by one where the detail is no JSON object", async () => {
    const { Entries = [], FailedEntryCount } = await relay.send(
      put(entry({ Detail: "[1]" }), entry({ DetailType: "good" }), entry({ Detail: "{oops" })),
    );
    expect(FailedEntryCount).toBe(2);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      "MalformedDetail",
      undefined,
      "MalformedDetail",
    ]);
    expect(engine.list().at(-1)).toMatchObject({ detailType: "good" });
  });

  it("are at most ten a call, together below 256 KB", async () => {
    const eleven = Array.from({ length: 11 }, () => entry());
    await expect(relay.send(put(...eleven))).rejects.toMatchObject(refused("ValidationException"));
    const own = Buffer.byteLength("testx") + Buffer.byteLength('{"a":""}');
    const half = (bytes: number) => entry({ Detail: `{"a":"${"x".repeat(bytes - own)}"}` });
    const [one, other] = [half(128 * 1024), half(128 * 1024 - 1)];
    await relay.send(put(one, other));
    await expect(relay.send(put(one, one))).rejects.toThrow(/Total size of the entries/);
    // The time counts.
    await expect(relay.send(put(one, { ...other, Time: new Date() }))).rejects.toMatchObject(
      refused("ValidationException"),
    );
  });

  it("are kept, the latest five hundred", async () => {
    for (let call = 0; call < 51; call += 1) {
      await relay.send(
        put(...Array.from({ length: 10 }, (_, index) => entry({ Source: `${call}.${index}` }))),
      );
    }
    expect(engine.list()).toHaveLength(500);
    expect(engine.list()[0]).toMatchObject({ source: "1.0" });
    expect(engine.list().at(-1)).toMatchObject({ source: "50.9" });
  });
});

describe("what the laptop would not do as AWS does", () => {
  it("is refused: a bus that is not in the template, fields and operations that it does not know", async () => {
    const elsewhere = person.send(put(entry({ EventBusName: "nowhere" })));
    await expect(elsewhere).rejects.toMatchObject(refused("ResourceNotFoundException"));
    const traced = person.send(put(entry({ TraceHeader: "Root=1" })));
    await expect(traced).rejects.toThrow(/Entries\.0\.TraceHeader/);
    await expect(person.send(new PutRuleCommand({ Name: "r" }))).rejects.toMatchObject({
      name: "NotImplemented",
    });
    expect(engine.list().some(({ bus }) => bus === "nowhere")).toBe(false);
  });
});
