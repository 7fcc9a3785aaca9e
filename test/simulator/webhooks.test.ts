import { afterEach, expect, test } from "vitest";
import { createClock } from "../../local/clock.ts";
import { anyNumber, connectionId, ourNumber, startReceiver, startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const clientState = Buffer.from("some fax.1").toString("base64");
const common = (id: string, mediaUrl: string) => ({
  fax_id: id,
  connection_id: connectionId,
  direction: "outbound",
  from: ourNumber,
  to: expect.stringMatching(/^\+1/),
  original_media_url: mediaUrl,
  client_state: clientState,
  user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
});

test("the events of a delivered fax have exactly the carrier's fields, in order", async () => {
  stage = await startStage();
  const mediaUrl = `${stage.media.url}/3.pdf`;
  const id = await stage.send(anyNumber, { media_url: mediaUrl, client_state: clientState });
  await stage.ended(id);
  const told = stage.receiver.of(id);
  expect(told.map(({ event }) => [event.event_type, event.payload])).toEqual([
    ["fax.queued", { ...common(id, mediaUrl), status: "queued" }],
    ["fax.media.processed", { ...common(id, mediaUrl), status: "media.processed" }],
    ["fax.sending.started", { ...common(id, mediaUrl), status: "sending" }],
    [
      "fax.delivered",
      { ...common(id, mediaUrl), status: "delivered", page_count: 3, call_duration_secs: expect.any(Number) },
    ],
  ]);
  for (const { raw, headers, event, meta } of told) {
    expect(Object.keys(JSON.parse(raw) as object)).toEqual(["data", "meta"]);
    expect(Object.keys(event).sort()).toEqual(["event_type", "id", "occurred_at", "payload", "record_type"]);
    expect(event.record_type).toBe("event");
    expect(event.occurred_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(meta).toEqual({ attempt: 1, delivered_to: stage.receiver.url });
    expect(headers).toMatchObject({ "content-type": "application/json", "user-agent": "telnyx-webhooks" });
  }
  expect(new Set(told.map(({ event }) => event.id)).size).toBe(4);
});

test("the event of a failed fax has exactly the carrier's fields", async () => {
  stage = await startStage();
  const mediaUrl = `${stage.media.url}/1.pdf`;
  const id = await stage.send("+13125550101", { client_state: clientState });
  await stage.ended(id);
  expect(stage.receiver.of(id).at(-1)?.event.payload).toEqual({
    ...common(id, mediaUrl),
    status: "failed",
    failure_reason: "user_busy",
    internal_failure_reason: "user_busy",
  });
});

test("the official client verifies every webhook, and none that was altered", async () => {
  stage = await startStage();
  await stage.ended(await stage.send(anyNumber));
  await stage.ended(await stage.send("+13125550101"));
  expect(stage.receiver.webhooks).toHaveLength(7);
  for (const { raw, headers } of stage.receiver.webhooks) {
    const plain = headers as Record<string, string>;
    const event = await stage.client.webhooks.unwrap(raw, { headers: plain });
    expect(event).toEqual(JSON.parse(raw));
    await expect(stage.client.webhooks.unwrap(`${raw} `, { headers: plain })).rejects.toThrow(
      /does not match/,
    );
  }
});

test("the fax's own webhook_url is used instead of the connection's", async () => {
  stage = await startStage();
  const own = await startReceiver();
  const id = await stage.send(anyNumber, { webhook_url: own.url });
  await until(() => own.types(id).includes("fax.delivered"));
  expect(own.of(id)[0]?.meta.delivered_to).toBe(own.url);
  expect(stage.receiver.webhooks).toEqual([]);
  await own.close();
});

test.each([404, 500, 302])("answer %i: three deliveries, each counted and signed anew", async (status) => {
  stage = await startStage({}, () => status);
  const id = await stage.send("+12065550102");
  const queued = () => stage.receiver.of(id).filter(({ event }) => event.event_type === "fax.queued");
  await until(() => queued().length === 3);
  await until(() => stage.lines.some((line) => line.includes("fax.failed") && line.includes("delivery 3")));
  expect(queued().map(({ meta }) => meta.attempt)).toEqual([1, 2, 3]);
  expect(new Set(queued().map(({ event }) => event.id)).size).toBe(1);
  expect(new Set(queued().map(({ headers }) => headers["telnyx-signature-ed25519"])).size).toBe(3);
  for (const { raw, headers } of queued()) {
    await stage.client.webhooks.unwrap(raw, { headers: headers as Record<string, string> });
  }
});

test("a receiver that does not answer in two seconds is tried again", async () => {
  stage = await startStage({}, (index) => (index === 0 ? new Promise<number>(() => undefined) : 200));
  const id = await stage.send(anyNumber);
  await until(() => stage.receiver.types(id).includes("fax.delivered"));
  await until(() => stage.receiver.types(id).filter((type) => type === "fax.queued").length === 2);
  expect(stage.receiver.of(id).map(({ meta }) => meta.attempt)).toContain(2);
});

test("runs on the laptop's clock as well; no number and no document is logged", async () => {
  stage = await startStage({ clock: createClock(50) });
  const id = await stage.send(anyNumber, { media_url: `${stage.media.url}/2.pdf` });
  await stage.ended(id);
  expect(stage.receiver.of(id).at(-1)?.event.payload.call_duration_secs).toBeGreaterThan(0);
  expect(stage.lines.length).toBeGreaterThan(0);
  expect(stage.lines.join("\n")).not.toMatch(/\+?1?312\d{7}(?![0-9a-f])|pdf/);
});
