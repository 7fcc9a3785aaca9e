import Telnyx from "telnyx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClock } from "../../local/clock.ts";
import { numberRows } from "../../simulator/fax/number-rows.ts";
import { fastClock } from "./fast-clock.ts";
import { startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ flavour: { slowAnswerSeconds: 0.3 } });
});
afterAll(() => stage.close());

const numberOf = (outcome: string): string => {
  const row = numberRows.find((one) => one.outcome === outcome);
  return row ? row.number : expect.fail(`no row ${outcome}`);
};
const sendTo = (outcome: string) => stage.send(numberOf(outcome));
const idsTo = async (outcome: string) => {
  const { data } = await stage.client.faxes.list({ filter: { to: { eq: numberOf(outcome) } } });
  return data.map((fax) => fax.id ?? "");
};
const usual = ["fax.queued", "fax.media.processed", "fax.sending.started", "fax.delivered"];

test("busy_twice_then_delivered: two faxes fail with user_busy, the third is delivered", async () => {
  const ends = [];
  for (let index = 0; index < 4; index++) {
    const fax = await stage.ended(await sendTo("busy_twice_then_delivered"));
    ends.push(fax?.failure_reason ?? fax?.status);
  }
  expect(ends).toEqual(["user_busy", "user_busy", "delivered", "user_busy"]);
});

test("answer_lost: the caller sees a cut connection, the fax is delivered", async () => {
  await expect(sendTo("answer_lost")).rejects.toThrow(Telnyx.APIConnectionError);
  const [id = ""] = await idsTo("answer_lost");
  expect((await stage.ended(id))?.status).toBe("delivered");
  expect(stage.receiver.types(id)).toEqual(usual);
});

test("answer_500_accepted: the caller sees 500, the fax is delivered", async () => {
  await expect(sendTo("answer_500_accepted")).rejects.toThrow(Telnyx.InternalServerError);
  const [id = ""] = await idsTo("answer_500_accepted");
  expect((await stage.ended(id))?.status).toBe("delivered");
});

test("answer_500_not_accepted: the carrier knows of no fax", async () => {
  for (const outcome of ["answer_500_not_accepted", "answer_500_not_accepted_once"]) {
    await expect(sendTo(outcome)).rejects.toThrow(Telnyx.InternalServerError);
    expect(await idsTo(outcome)).toEqual([]);
  }
  const id = await sendTo("answer_500_not_accepted_once");
  expect((await stage.ended(id))?.status).toBe("delivered");
});

test("answer_500_accepted_late: the carrier knows of no fax for half an hour, then takes it", async () => {
  await expect(sendTo("answer_500_accepted_late")).rejects.toThrow(Telnyx.InternalServerError);
  expect(await idsTo("answer_500_accepted_late")).toEqual([]);
  const next = await sendTo("answer_500_accepted_late");
  expect((await stage.ended(next))?.status).toBe("delivered");
  await stage.control("/clock", { advance_seconds: 1_800 });
  const [late = ""] = (await idsTo("answer_500_accepted_late")).filter((id) => id !== next);
  expect((await stage.ended(late))?.status).toBe("delivered");
});

test("answer_429: too many requests, with the carrier's headers", async () => {
  for (const outcome of ["answer_429", "answer_429_once"]) {
    const error = await sendTo(outcome).catch((thrown: unknown) => thrown);
    if (!(error instanceof Telnyx.RateLimitError)) throw error;
    expect(error.headers.get("x-ratelimit-reset")).toBe("1");
    expect(await idsTo(outcome)).toEqual([]);
  }
  expect((await stage.ended(await sendTo("answer_429_once")))?.status).toBe("delivered");
});

test("answer_slow: the fax lives before the answer comes", async () => {
  const answer = sendTo("answer_slow");
  await until(async () => (await idsTo("answer_slow")).length === 1);
  const [id = ""] = await idsTo("answer_slow");
  expect((await stage.ended(id))?.status).toBe("delivered");
  expect(await answer).toBe(id);
});

test("webhooks_twice: every event comes twice with the same id", async () => {
  const id = await sendTo("webhooks_twice");
  await until(() => stage.receiver.of(id).length === 8);
  const ids = stage.receiver.of(id).map(({ event }) => event.id);
  expect(new Set(ids).size).toBe(4);
});

test("webhooks_reversed: fax.delivered comes first, in its own time", async () => {
  const id = await sendTo("webhooks_reversed");
  await until(() => stage.receiver.of(id).length === 4);
  expect(stage.receiver.types(id)).toEqual(usual.toReversed());
  const times = stage.receiver.of(id).map(({ event }) => event.occurred_at);
  expect(times).toEqual(times.toSorted().reverse());
});

test("webhooks_late: every event is told two minutes after it occurred", async () => {
  const scaled = await startStage({ clock: createClock(200) });
  const id = await scaled.send(numberOf("webhooks_late"));
  await until(() => scaled.receiver.of(id).length === 4);
  for (const { event, headers } of scaled.receiver.of(id)) {
    const toldAtMs = Number(headers["telnyx-timestamp"]) * 1000;
    expect(toldAtMs - Date.parse(event.occurred_at)).toBeGreaterThan(118_000);
  }
  await scaled.close();
});

test("webhooks_lost: nothing is told", async () => {
  const id = await sendTo("webhooks_lost");
  expect((await stage.ended(id, false))?.status).toBe("delivered");
  const other = await sendTo("delivered");
  await stage.ended(other);
  expect(stage.receiver.types(id)).toEqual([]);
});

test("webhook_before_answer: fax.queued is there when the answer comes", async () => {
  const id = await sendTo("webhook_before_answer");
  expect(stage.receiver.types(id)[0]).toBe("fax.queued");
  expect((await stage.ended(id))?.status).toBe("delivered");
});

test("delivered_then_failed: the fax stays delivered, a contradicting webhook follows", async () => {
  const id = await sendTo("delivered_then_failed");
  await until(() => stage.receiver.of(id).length === 5);
  expect(stage.receiver.types(id)).toEqual([...usual, "fax.failed"]);
  expect(stage.receiver.of(id).at(-1)?.event.payload).toMatchObject({
    status: "failed",
    failure_reason: "receiver_call_dropped",
  });
  expect((await stage.get(id))?.status).toBe("delivered");
});

test("sending_started_status: the event spells its status sending.started", async () => {
  const id = await sendTo("sending_started_status");
  await stage.ended(id);
  const started = stage.receiver.of(id).find(({ event }) => event.event_type === "fax.sending.started");
  expect(started?.event.payload.status).toBe("sending.started");
});

test("rings_60_seconds: delivered when nobody cancels", async () => {
  expect((await stage.ended(await sendTo("rings_60_seconds")))?.status).toBe("delivered");
});

test("cancel_loses_race: the cancel is accepted, the fax delivered", async () => {
  const slower = await startStage({ clock: fastClock(40) });
  const id = await slower.send(numberOf("cancel_loses_race"));
  await until(async () => (await slower.get(id))?.status === "originated");
  expect(await slower.client.faxes.actions.cancel(id)).toEqual({ data: { result: "ok" } });
  expect((await slower.ended(id))?.status).toBe("delivered");
  await slower.close();
});

test("every scenario of the table is tried above", async () => {
  const { readFile } = await import("node:fs/promises");
  const tests = await readFile(new URL(import.meta.url), "utf8");
  for (const { outcome } of numberRows) if (outcome !== "failed") expect(tests).toContain(`"${outcome}"`);
});
