import type { DynamoDBRecord } from "aws-lambda";
import { afterAll, describe, expect, it } from "vitest";
import {
  listDeliveries,
  listDueDeliveries,
  putDelivery,
  readDelivery,
  readTellOrder,
  saveDelivery,
  wakeDelivery,
} from "../../../adapters/aws/deliveries.ts";
import { listDueFaxes } from "../../../adapters/aws/due-faxes.ts";
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  listEndpoints,
  noteEndpointFailure,
  noteEndpointSuccess,
  readEndpoint,
  turnOffEndpoint,
} from "../../../adapters/aws/endpoints.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { readOwnEndpoint, readSigningKey } from "../../../adapters/aws/own-endpoint.ts";
import { toAttributes } from "../../../adapters/aws/table.ts";
import { afterTry, deliveryIdOf, newDelivery, replayed } from "../../../core/events/delivery.ts";
import type { Endpoint } from "../../../core/events/endpoint.ts";
import { eventsOf, type FaxEvent } from "../../../core/events/fax-events.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, close } = await openTestTable();
afterAll(close);

let made = 0;
const idOf = () => `whe_${String(++made).padStart(16, "0")}`;
const endpoint = (more: Partial<Endpoint> = {}): Endpoint => ({
  id: idOf(),
  url: "https://clinic.example.com/events",
  description: "the clinic's own",
  format: "standard",
  secrets: [{ secret: "whsec_a" }, { secret: "whsec_b", until: noon }],
  createdAt: noon + made,
  failures: 0,
  ...more,
});
const eventOf = (name: string, at = noon): FaxEvent =>
  eventsOf(undefined, outboundFax({ id: uuid(name), updatedAt: at }))[0] as FaxEvent;

describe("the endpoint that a fax brings along", () => {
  it("is its request's webhook_url, with one signing key for all, made by whoever asks first", async () => {
    const faxes = [uuid("own one"), uuid("own two")];
    for (const id of faxes) {
      const request = requestOf(id, { webhookUrl: `https://me.example/${id}` });
      await createFax(table, outboundFax({ id }), request, 1000);
    }
    let made = 0;
    const [one, two] = await Promise.all(
      faxes.map((id) => readOwnEndpoint(table, id, () => `key ${++made}`)),
    );
    expect(one).toMatchObject({
      id: `fax_${faxes[0]}`,
      url: `https://me.example/${faxes[0]}`,
      format: "telnyx",
      secrets: [],
    });
    expect(two?.signingKey).toBe(one?.signingKey);
    expect((await readSigningKey(table, () => "another")).key).toBe(one?.signingKey);
    expect(await listEndpoints(table)).toEqual([]);
  });

  it("is none where the fax brought none, or is not there", async () => {
    const id = uuid("no own");
    await createFax(table, outboundFax({ id }), requestOf(id), 1000);
    expect(await readOwnEndpoint(table, id, () => "key")).toBeUndefined();
    expect(await readOwnEndpoint(table, uuid("nobody"), () => "key")).toBeUndefined();
  });
});

describe("an endpoint", () => {
  it("is kept whole, listed with the oldest first, and forgotten", async () => {
    const [one, two] = [
      endpoint(),
      endpoint({ format: "telnyx", signingKey: "key", events: ["fax.failed"] }),
    ];
    await createEndpoint(table, two);
    await createEndpoint(table, one);
    expect(await readEndpoint(table, two.id)).toEqual(two);
    expect(await listEndpoints(table)).toEqual([one, two]);
    expect(await deleteEndpoint(table, one.id)).toBe(true);
    expect(await deleteEndpoint(table, one.id)).toBe(false);
    expect(await readEndpoint(table, one.id)).toBeUndefined();
    await deleteEndpoint(table, two.id);
  });

  it("is changed by a person without a word on how its tries went, and back", async () => {
    const kept = endpoint({ events: ["fax.failed"] });
    await createEndpoint(table, kept);
    await noteEndpointFailure(table, kept.id, noon + 1);
    await noteEndpointFailure(table, kept.id, noon + 2);
    const { events: _all, ...rest } = kept;
    expect(await changeEndpoint(table, { ...rest, url: "https://other.example.com/" })).toBe(true);
    const failing = { failures: 2, failingSince: noon + 1, lastFailureAt: noon + 2 };
    expect(await readEndpoint(table, kept.id)).toEqual({
      ...{ ...rest, url: "https://other.example.com/" },
      ...failing,
    });
    await turnOffEndpoint(table, kept.id, noon + 3);
    expect(await readEndpoint(table, kept.id)).toMatchObject({ disabledAt: noon + 3, disabledBy: "gone" });
    await noteEndpointSuccess(table, kept.id);
    expect(await readEndpoint(table, kept.id)).toMatchObject({ failures: 0 });
    expect(await readEndpoint(table, kept.id)).not.toHaveProperty("failingSince");
    await deleteEndpoint(table, kept.id);
  });

  it("that is gone is not brought back by what comes late", async () => {
    const gone = endpoint();
    await noteEndpointFailure(table, gone.id, noon);
    expect(await noteEndpointSuccess(table, gone.id)).toBe(false);
    expect(await turnOffEndpoint(table, gone.id, noon)).toBe(false);
    expect(await changeEndpoint(table, gone)).toBe(false);
    expect(await readEndpoint(table, gone.id)).toBeUndefined();
  });
});

describe("a delivery", () => {
  const answered = { at: noon, durationMs: 7, status: 500, answer: "broken" };

  it("is written once; what became of it stays when it is written again", async () => {
    const first = newDelivery(idOf(), eventOf("once"), noon);
    expect(await putDelivery(table, first)).toBe(true);
    const tried = afterTry(first, answered, noon, 0.5);
    expect(await saveDelivery(table, first, tried)).toBe(true);
    expect(await putDelivery(table, first)).toBe(false);
    expect(await readDelivery(table, first.endpointId, deliveryIdOf(first.event))).toEqual(tried);
    expect(await readDelivery(table, idOf(), deliveryIdOf(first.event))).toBeUndefined();
  });

  it("of two who tried it at once, one writes what came of it", async () => {
    const first = newDelivery(idOf(), eventOf("race"), noon);
    await putDelivery(table, first);
    const saved = await Promise.all(
      [1, 2, 3].map((index) =>
        saveDelivery(table, first, afterTry(first, { ...answered, at: noon + index }, noon, 0)),
      ),
    );
    expect(saved.filter(Boolean)).toHaveLength(1);
  });

  it("is due when its next try is, is asked for until it is done, and is no fax", async () => {
    const at = noon + 86_400_000;
    const delivery = newDelivery(idOf(), eventOf("due", at), at);
    const name = { endpointId: delivery.endpointId, deliveryId: deliveryIdOf(delivery.event) };
    await putDelivery(table, delivery);
    const due = async (now: number) =>
      (await listDueDeliveries(table, now, 50)).filter(
        ({ endpointId }) => endpointId === delivery.endpointId,
      );
    expect(await due(at)).toEqual([]);
    expect(await due(at + 5 * 60_000)).toEqual([name]);
    expect(await listDueFaxes(table, at + 5 * 60_000, 50)).not.toContain(name.deliveryId);
    expect(await wakeDelivery(table, name, at + 15 * 60_000)).toBe(true);
    expect(await due(at + 5 * 60_000)).toEqual([]);
    const woken = await readDelivery(table, name.endpointId, name.deliveryId);
    expect(woken).toEqual({ ...delivery, wakes: 1, nextAt: at + 15 * 60_000 });
    if (!woken) return;
    await saveDelivery(table, woken, afterTry(woken, { ...answered, status: 200 }, at, 0));
    expect(await due(at + 86_400_000)).toEqual([]);
    expect(await wakeDelivery(table, name, at)).toBe(false);
  });

  it("is listed by time and status, page by page, to the end", async () => {
    const endpointId = idOf();
    const all = Array.from({ length: 7 }, (_, index) =>
      newDelivery(endpointId, eventOf(`listed ${index}`, noon + index * 1_000), noon),
    );
    for (const one of all) await putDelivery(table, one);
    const [third] = all.slice(2);
    if (third) await saveDelivery(table, third, afterTry(third, { ...answered, status: 200 }, noon, 0));
    const ids = (found: { event: FaxEvent }[]) => found.map(({ event }) => event.faxId);
    const newest = all.map(({ event }) => event.faxId).reverse();
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listDeliveries(table, endpointId, { limit: 3, ...(after ? { after } : {}) });
      seen.push(...ids(page.deliveries));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(newest);
    const since = { limit: 10, since: noon + 2_000, until: noon + 4_000, oldestFirst: true };
    expect(ids((await listDeliveries(table, endpointId, since)).deliveries)).toEqual(
      [2, 3, 4].map((index) => uuid(`listed ${index}`)),
    );
    const done = await listDeliveries(table, endpointId, { limit: 10, status: "delivered" });
    expect(ids(done.deliveries)).toEqual([uuid("listed 2")]);
    const pending = await listDeliveries(table, endpointId, { limit: 2, status: "pending" });
    expect(pending.deliveries).toHaveLength(2);
    const more = await listDeliveries(table, endpointId, {
      limit: 9,
      status: "pending",
      ...(pending.next ? { after: pending.next } : {}),
    });
    expect([...ids(pending.deliveries), ...ids(more.deliveries)]).toEqual(
      newest.filter((id) => id !== uuid("listed 2")),
    );
  });
});

describe("a record of the table's stream orders a try", () => {
  const delivery = newDelivery("whe_0123456789abcdef", eventOf("ordered"), noon);
  const image = ({ status, round, wakes }: typeof delivery) =>
    toAttributes({
      pk: `endpoint#${delivery.endpointId}`,
      sk: `delivery#${deliveryIdOf(delivery.event)}`,
      status,
      round,
      wakes,
    });
  const order = (before: typeof delivery | undefined, after: typeof delivery | undefined) =>
    readTellOrder({
      dynamodb: {
        ...(before ? { OldImage: image(before) } : {}),
        ...(after ? { NewImage: image(after) } : {}),
      },
    } as DynamoDBRecord);
  const name = { endpointId: delivery.endpointId, deliveryId: deliveryIdOf(delivery.event) };

  it("when it is new, and when it is asked for again", () => {
    expect(order(undefined, delivery)).toEqual({ ...name, round: 0 });
    const failed = afterTry(delivery, { at: noon, durationMs: 1, status: 500, answer: "" }, noon, 0);
    expect(order(failed, { ...failed, wakes: 1 })).toEqual({ ...name, round: 1 });
    expect(order(failed, replayed(failed, noon))).toEqual({ ...name, round: 0 });
  });

  it("and not when a try is written down, it is done, or it is gone", () => {
    const failed = afterTry(delivery, { at: noon, durationMs: 1, status: 500, answer: "" }, noon, 0);
    const done = afterTry(delivery, { at: noon, durationMs: 1, status: 200, answer: "" }, noon, 0);
    expect(order(delivery, failed)).toBeUndefined();
    expect(order(delivery, done)).toBeUndefined();
    expect(order(failed, undefined)).toBeUndefined();
  });
});
