import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openEventBus, putEvents, type EventBus } from "../../../adapters/aws/event-bus.ts";
import type { BusEntry } from "../../../core/events/bus-entry.ts";
import { createClock } from "../../../local/clock.ts";
import { openEventBuses } from "../../../local/engines/event-buses.ts";
import { openStand } from "../../local/door-stand.ts";
import { startScripted, type ScriptedServer } from "../../support/scripted-server.ts";

const clock = createClock();
const engine = openEventBuses(clock);
const arn = "arn:aws:events:us-east-1:000000000000:event-bus/faxes";
const stand = await openStand(
  { relay: [{ Effect: "Allow", Action: "events:PutEvents", Resource: arn }] },
  { clock, buses: { engine, names: ["faxes", "others"] } },
);
const { credentials } = stand.clientOf("relay");
Object.assign(process.env, {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
});
/** The variable by which the SDK finds the service. */
const opened = (name: string, url: string): EventBus => {
  process.env["AWS_ENDPOINT_URL_EVENTBRIDGE"] = url;
  return openEventBus(name);
};
afterAll(() => stand.stop());

const at = Date.UTC(2026, 9, 2, 12, 0, 0);
const entryOf = (number: number): BusEntry => ({
  source: "serverless-fax",
  detailType: "fax.delivered",
  detail: JSON.stringify({ id: `evt_${number}`, data: { to: "+13125550148" } }),
  at: at + number * 1000,
});
const entries = [1, 2, 3].map(entryOf);

describe("events of ours", () => {
  it("lie on the bus in their order, with type, time and body", async () => {
    await putEvents(opened("faxes", stand.door.url), entries);
    expect(engine.list()).toMatchObject(
      entries.map(({ source, detailType, detail, at: time }) => ({
        bus: "faxes",
        source,
        detailType,
        detail: JSON.parse(detail),
        time,
        resources: [],
      })),
    );
  });

  it("are put on no bus but ours", async () => {
    const refused = putEvents(opened("others", stand.door.url), entries);
    await expect(refused).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(refused).rejects.toThrow(/events:PutEvents on .*event-bus\/others/);
  });
});

describe("a bus that takes some of a call", () => {
  let server: ScriptedServer;
  /** The service's word against an entry, by the event's id and how often it came before. */
  let verdict: (id: string, before: number) => string | undefined;
  const came = new Map<string, number>();
  const idOf = (entry: { Detail: string }): string => JSON.parse(entry.Detail).id;
  const idsOf = (body: string): string[] => JSON.parse(body).Entries.map(idOf);
  beforeEach(async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.01);
    came.clear();
    server = await startScripted(({ body }, response) => {
      const answers = idsOf(body).map((id) => {
        const before = came.get(id) ?? 0;
        came.set(id, before + 1);
        const word = verdict(id, before);
        return word === undefined ? { EventId: id } : { ErrorCode: word, ErrorMessage: "no" };
      });
      const FailedEntryCount = answers.filter((answer) => "ErrorCode" in answer).length;
      response
        .writeHead(200, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify({ FailedEntryCount, Entries: answers }));
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await server.close();
  });

  it("is given the others again, and only those", async () => {
    verdict = (id, before) => (id !== "evt_2" && before < 2 ? "ThrottlingException" : undefined);
    await putEvents(opened("faxes", server.url), entries);
    expect(server.seen.map(({ body }) => idsOf(body))).toEqual([
      ["evt_1", "evt_2", "evt_3"],
      ["evt_1", "evt_3"],
      ["evt_1", "evt_3"],
    ]);
  });

  it("and goes on refusing is told by its own words, without anything of the fax", async () => {
    verdict = (id) => (id === "evt_1" ? undefined : "InternalFailure");
    const refused = putEvents(opened("faxes", server.url), entries);
    await expect(refused).rejects.toThrow(/^the bus refused 2 events: InternalFailure$/);
    expect(server.seen).toHaveLength(4);
  });
});
