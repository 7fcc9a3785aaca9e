import { describe, expect, it } from "vitest";
import { deliveryIdOf, newDelivery, replayed, type Delivery } from "../../core/events/delivery.ts";
import type { Endpoint } from "../../core/events/endpoint.ts";
import { eventsOf, testEventType, type FaxEvent } from "../../core/events/fax-events.ts";
import { sweepDeliveries } from "../../core/operations/sweep-deliveries.ts";
import { tellEndpoint, type TellDeps, type WebhookAnswer } from "../../core/operations/tell-endpoint.ts";
import { noon, outboundFax } from "../support/faxes.ts";

const event = eventsOf(undefined, outboundFax())[0] as FaxEvent;

/** One endpoint, one delivery, and what the server at the other end answers. */
function desk(answer: WebhookAnswer = { kind: "answered", status: 204, answer: "" }) {
  const state = {
    now: noon,
    endpoint: {
      id: "whe_0123456789abcdef",
      url: "https://clinic.example.com/events",
      description: "",
      format: "standard",
      secrets: [{ secret: "whsec_a" }],
      createdAt: noon,
      failures: 0,
    } as Endpoint | undefined,
    delivery: newDelivery("whe_0123456789abcdef", event, noon) as Delivery | undefined,
    answer,
    sent: [] as { url: string; body: string; headers: Record<string, string> }[],
  };
  const change = (more: Partial<Endpoint>) => {
    if (state.endpoint) state.endpoint = { ...state.endpoint, ...more };
    return Promise.resolve();
  };
  const deps: TellDeps = {
    now: () => state.now,
    chance: () => 0.5,
    readDelivery: async () => state.delivery,
    readEndpoint: async () => state.endpoint,
    readOwnFacts: async () => ({ clientState: "eA==", webhookUrl: "" }),
    sign: (_endpoint, id) => ({ "webhook-id": id }),
    post: async (url, request) => {
      state.sent.push({ url, ...request });
      return state.answer;
    },
    saveDelivery: async (_before, after) => (state.delivery = after),
    noteSuccess: () => change({ failures: 0 }),
    noteFailure: (endpoint, at) => change({ failures: endpoint.failures + 1, lastFailureAt: at }),
    turnOff: (_endpoint, at) => change({ disabledAt: at, disabledBy: "gone" }),
  };
  const tell = (round = state.delivery?.round ?? 0) =>
    tellEndpoint(deps, { endpointId: "whe_0123456789abcdef", deliveryId: deliveryIdOf(event), round });
  return { state, tell };
}

describe("telling an endpoint", () => {
  it("sends the event once, signed, and is done with an answer of 2xx", async () => {
    const { state, tell } = desk();
    await tell();
    expect(state.sent).toHaveLength(1);
    expect(state.sent[0]).toMatchObject({
      url: "https://clinic.example.com/events",
      headers: { "content-type": "application/json", "webhook-id": event.id },
    });
    expect(JSON.parse(state.sent[0]?.body ?? "")).toMatchObject({ data: { client_state: "eA==" } });
    expect(state.delivery).toMatchObject({ status: "delivered", tries: [{ status: 204 }] });
  });

  it("does nothing for an order that comes again, before or after the next try", async () => {
    const { state, tell } = desk({ kind: "failed", why: "the connection failed (ECONNREFUSED)" });
    await tell(0);
    await tell(0);
    expect(state.sent).toHaveLength(1);
    expect(state.delivery).toMatchObject({
      status: "pending",
      round: 1,
      nextAt: noon + 5 * 60_000,
      tries: [{ answer: "the connection failed (ECONNREFUSED)" }],
    });
    state.answer = { kind: "answered", status: 200, answer: "" };
    await tell(1);
    await tell(1);
    expect(state.sent).toHaveLength(2);
  });

  it("passes over tries of one that failed three times in a row, until it may be tried again", async () => {
    const { state, tell } = desk({ kind: "answered", status: 500, answer: "broken" });
    for (const _ of [1, 2, 3]) await tell();
    await tell();
    expect(state.sent).toHaveLength(3);
    expect(state.delivery?.tries.at(-1)?.answer).toMatch(/left alone/);
    expect(state.delivery?.round).toBe(4);
    state.now += 5 * 60_000;
    state.answer = { kind: "answered", status: 200, answer: "" };
    await tell();
    expect(state.delivery?.status).toBe("delivered");
    expect(state.endpoint?.failures).toBe(0);
  });

  it("does not pass over a test, which is how to see that it is mended", async () => {
    const { state, tell } = desk();
    state.endpoint = { ...(state.endpoint as Endpoint), failures: 9, lastFailureAt: noon };
    state.delivery = newDelivery("whe_0123456789abcdef", { ...event, type: testEventType, faxId: "" }, noon);
    await tell();
    expect(state.delivery?.status).toBe("delivered");
  });

  it("stops for good where the answer is 410, or where the endpoint is gone or off", async () => {
    const gone = desk({ kind: "answered", status: 410, answer: "" });
    await gone.tell();
    expect(gone.state.delivery?.status).toBe("dropped");
    expect(gone.state.endpoint).toMatchObject({ disabledBy: "gone" });
    for (const change of [{ disabledAt: noon }, undefined]) {
      const { state, tell } = desk();
      state.endpoint = change && { ...(state.endpoint as Endpoint), ...change };
      await tell();
      expect([state.sent.length, state.delivery?.status]).toEqual([0, "dropped"]);
    }
  });

  it("begins anew where it is asked for once more", async () => {
    const { state, tell } = desk({ kind: "answered", status: 500, answer: "" });
    await tell();
    state.delivery = replayed(state.delivery as Delivery, noon);
    expect(state.delivery).toMatchObject({ status: "pending", round: 0, wakes: 1 });
    expect(state.delivery.tries).toHaveLength(1);
    await tell();
    expect(state.sent).toHaveLength(2);
    expect(state.sent.map(({ headers }) => headers["webhook-id"])).toEqual([event.id, event.id]);
  });
});

describe("the sweep asks for the next try of all that is due", () => {
  it("a few at a time, and looks again where that is lost", async () => {
    const woken: [string, number][] = [];
    const names = Array.from({ length: 25 }, (_, index) => ({
      endpointId: "whe_1",
      deliveryId: `dlv_${index}`,
    }));
    const count = await sweepDeliveries({
      now: () => noon,
      listDueDeliveries: async (now, limit) => (now === noon && limit >= 25 ? names : []),
      wakeDelivery: async ({ deliveryId }, nextLook) => woken.push([deliveryId, nextLook]),
    });
    expect(count).toBe(25);
    expect(woken).toEqual(names.map(({ deliveryId }) => [deliveryId, noon + 10 * 60_000]));
  });
});
