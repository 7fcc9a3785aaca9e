import { afterAll, beforeAll, expect, test } from "vitest";
import { blankPdf } from "./pdf.ts";
import { anyNumber, connectionId, ourNumber, startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const pdf = blankPdf(2, "a received fax");
const inbound = async (more: Record<string, unknown> = {}) => {
  const body = { from: anyNumber, to: ourNumber, document_base64: pdf.toString("base64"), ...more };
  const { status, json } = await stage.control("/inbound", body);
  expect(status).toBe(200);
  return json.fax_id as string;
};
const common = (id: string) => ({
  fax_id: id,
  connection_id: connectionId,
  direction: "inbound",
  from: anyNumber,
  to: ourNumber,
  caller_id: anyNumber,
  user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
});

test("a received fax is told with exactly the carrier's fields, in order, signed", async () => {
  const id = await inbound();
  expect((await stage.get(id))?.direction).toBe("inbound");
  expect((await stage.ended(id))?.status).toBe("received");
  const told = stage.receiver.of(id);
  expect(told.map(({ event }) => [event.event_type, event.payload])).toEqual([
    ["fax.receiving.started", { ...common(id), status: "receiving" }],
    ["fax.media.processing.started", { ...common(id), status: "media.processing", page_count: 2 }],
    [
      "fax.received",
      {
        ...common(id),
        status: "received",
        page_count: 2,
        call_duration_secs: expect.any(Number),
        partial_content: false,
        media_url: expect.stringContaining(`${stage.simulator.url}/`),
      },
    ],
  ]);
  for (const { raw, headers } of told) {
    await stage.client.webhooks.unwrap(raw, { headers: headers as Record<string, string> });
  }
});

test("its link gives the document to a plain GET only", async () => {
  const id = await inbound();
  const link = (await stage.ended(id))?.media_url ?? "";
  const response = await fetch(link);
  expect(response.headers.get("content-type")).toBe("application/pdf");
  expect(Buffer.from(await response.arrayBuffer()).equals(pdf)).toBe(true);
  const withKey = await fetch(link, { headers: { authorization: "Bearer x" } });
  expect([withKey.status, await withKey.text()]).toEqual([
    400,
    expect.stringContaining("<Code>InvalidArgument</Code>"),
  ]);
  expect((await fetch(link, { method: "HEAD" })).status).toBe(403);
  expect((await fetch(link.replace(/Signature=./, "Signature=x"))).status).toBe(403);
});

test("fax.delivered, partial content and a given page count can be asked for", async () => {
  const id = await inbound({
    event: "fax.delivered",
    partial_content: true,
    pages: 7,
    caller_id: "anonymous",
  });
  expect((await stage.ended(id))?.status).toBe("received");
  expect(stage.receiver.of(id).at(-1)?.event).toMatchObject({
    event_type: "fax.delivered",
    payload: {
      direction: "inbound",
      status: "delivered",
      partial_content: true,
      page_count: 7,
      caller_id: "anonymous",
    },
  });
});

test("a reception can fail", async () => {
  const id = await inbound({ failure_reason: "sender_call_dropped" });
  expect(await stage.ended(id)).toMatchObject({ status: "failed", failure_reason: "sender_call_dropped" });
  expect(stage.receiver.types(id)).toEqual(["fax.receiving.started", "fax.failed"]);
  expect(stage.receiver.of(id).at(-1)?.event.payload).toEqual({
    ...common(id),
    status: "failed",
    failure_reason: "sender_call_dropped",
    internal_failure_reason: "sender_call_dropped",
  });
  expect(await stage.get(id)).not.toHaveProperty("media_url");
});

test("a dead link answers as S3 does; after a refresh the fax has a living one", async () => {
  const id = await inbound({ dead_link: true });
  await stage.ended(id);
  const dead = String(stage.receiver.of(id).at(-1)?.event.payload.media_url);
  const refused = await fetch(dead);
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining("<Code>AccessDenied</Code>"),
  ]);
  const result = await stage.client.faxes.actions.refresh(id);
  expect(result).toEqual({ data: { result: "ok" } });
  const living = (await stage.get(id))?.media_url ?? "";
  expect(Buffer.from(await (await fetch(living)).arrayBuffer()).equals(pdf)).toBe(true);
  expect((await fetch(dead)).status).toBe(403);
});

test("webhooks of a received fax can be lost, doubled or reversed", async () => {
  const lost = await inbound({ webhooks: "lost" });
  expect((await stage.ended(lost, false))?.status).toBe("received");
  const doubled = await inbound({ webhooks: "twice" });
  await until(() => stage.receiver.of(doubled).length === 6);
  const reversed = await inbound({ webhooks: "reversed" });
  await until(() => stage.receiver.of(reversed).length === 3);
  expect(stage.receiver.types(reversed)[0]).toBe("fax.received");
  expect(stage.receiver.of(lost)).toEqual([]);
});

test("an inbound fax cannot be canceled", async () => {
  const id = await inbound();
  await expect(stage.client.faxes.actions.cancel(id)).rejects.toMatchObject({
    status: 422,
    error: { errors: [expect.objectContaining({ code: "90081" })] },
  });
});

test("a link lives for ten minutes of the clock", async () => {
  const id = await inbound();
  const link = (await stage.ended(id))?.media_url ?? "";
  await stage.control("/clock", { advance_seconds: 590 });
  expect((await fetch(link)).status).toBe(200);
  await stage.control("/clock", { advance_seconds: 20 });
  expect((await fetch(link)).status).toBe(403);
});
