import { afterAll, beforeAll, expect, test } from "vitest";
import { anyNumber, ourNumber, startStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

test("calls name fax, number, times and client_state", async () => {
  const id = await stage.send(anyNumber, { client_state: "c3RhdGU=" });
  await stage.ended(id);
  const { json } = await stage.control("/calls");
  expect(json).toEqual([
    {
      fax_id: id,
      to: anyNumber,
      started_at: expect.stringMatching(/Z$/),
      ended_at: expect.stringMatching(/Z$/),
      client_state: "c3RhdGU=",
    },
  ]);
});

test("a list leaves out faxes to the numbers it was told; by their id they are there", async () => {
  const id = await stage.send(anyNumber);
  const listed = async () => (await stage.client.faxes.list()).data.some((fax) => fax.id === id);
  expect(await listed()).toBe(true);
  await stage.control("/listing", { leave_out: [anyNumber] });
  expect(await listed()).toBe(false);
  expect((await stage.get(id))?.id).toBe(id);
  await stage.control("/listing", { leave_out: [] });
  expect(await listed()).toBe(true);
});

test("the public key is the one that verifies", async () => {
  expect((await stage.control("/public-key")).json).toEqual({ public: stage.simulator.publicKey });
  expect(Buffer.from(stage.simulator.publicKey, "base64")).toHaveLength(32);
});

const body = { data: { id: "e1", event_type: "fax.queued", payload: { fax_id: "f1" } } };

test.each([
  ["good", undefined],
  ["wrong", /does not match/],
  ["stale", /too old or too new/],
  ["future", /too old or too new/],
  ["altered", /does not match/],
  ["missing", /Missing required header/],
])("a webhook signed %s", async (sign, refusal) => {
  const before = stage.receiver.webhooks.length;
  expect((await stage.control("/webhooks", { body, sign })).json).toEqual({ status: 200 });
  // Webhooks of faxes of other tests may come between.
  const isIt = ({ raw }: { raw: string }) => JSON.parse(raw).data.id === body.data.id;
  const { raw = "", headers } = stage.receiver.webhooks.slice(before).find(isIt) ?? {};
  expect(JSON.parse(raw)).toEqual(body);
  const verified = stage.client.webhooks.unwrap(raw, { headers: headers as Record<string, string> });
  await (refusal ? expect(verified).rejects.toThrow(refusal) : expect(verified).resolves.toEqual(body));
});

test("a webhook's text is sent as it is", async () => {
  const before = stage.receiver.webhooks.length;
  const text = JSON.stringify(body, null, 4);
  await stage.control("/webhooks", { body: text, sign: "good" });
  expect(stage.receiver.webhooks[before]?.raw).toBe(text);
});

test("the clock moves on", async () => {
  const before = Date.now();
  const { json } = await stage.control("/clock", { advance_seconds: 3600 });
  expect(Date.parse(json.now)).toBeGreaterThanOrEqual(before + 3_600_000);
});

test.each([
  ["/inbound", {}, "/from"],
  ["/inbound", { from: anyNumber, to: ourNumber }, "/document_base64"],
  ["/inbound", { from: anyNumber, to: "me", document_base64: "" }, "/to"],
  ["/inbound", { from: anyNumber, to: ourNumber, document_base64: "not base64!" }, "/document_base64"],
  ["/inbound", { from: anyNumber, to: ourNumber, document_base64: "AA==", event: "fax.sent" }, "/event"],
  ["/inbound", { from: anyNumber, to: ourNumber, document_base64: "AA==", deadlink: true }, "/deadlink"],
  ["/webhooks", { body, sign: "nicely" }, "/sign"],
  ["/webhooks", { sign: "good" }, "/body"],
  ["/clock", { advance_seconds: -1 }, "/advance_seconds"],
  ["/clock", {}, "/advance_seconds"],
  ["/channels", { limit: "many" }, "/limit"],
])("%s refuses %j", async (path, input, pointer) => {
  const { status, json } = await stage.control(path, input);
  expect([status, json.errors[0].source.pointer]).toEqual([422, pointer]);
});

test("what is no JSON and what is no route is refused", async () => {
  const broken = await fetch(`${stage.simulator.url}/_control/clock`, { method: "POST", body: "{" });
  expect(broken.status).toBe(400);
  expect((await stage.control("/nothing")).status).toBe(404);
});
