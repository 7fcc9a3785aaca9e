import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastClock } from "./fast-clock.ts";
import { blankPdf } from "./pdf.ts";
import { anyNumber, apiKey, connectionId, ourNumber, startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

test.each([
  ["/moved.pdf", "file_download_failed"],
  ["/missing.pdf", "file_download_failed"],
  ["/page.html", "file_format_invalid"],
  ["/351.pdf", "page_count_limit_exceeded"],
  ["/huge.pdf", "file_size_limit_exceeded"],
])("media_url %s fails with %s", async (path, reason) => {
  const id = await stage.send(anyNumber, { media_url: `${stage.media.url}${path}` });
  expect(await stage.ended(id)).toMatchObject({ status: "failed", failure_reason: reason });
  expect(stage.receiver.types(id)).toEqual(["fax.queued", "fax.failed"]);
});

test("a redirect is not followed", async () => {
  const before = stage.media.requests.filter(({ path }) => path === "/1.pdf").length;
  await stage.ended(await stage.send(anyNumber, { media_url: `${stage.media.url}/moved.pdf` }));
  expect(stage.media.requests.filter(({ path }) => path === "/1.pdf")).toHaveLength(before);
});

test("a host that is not there fails the download", async () => {
  const id = await stage.send(anyNumber, { media_url: "http://127.0.0.1:9/1.pdf" });
  expect(await stage.ended(id)).toMatchObject({ failure_reason: "file_download_failed" });
});

test("350 pages are taken, by one plain GET without our key", async () => {
  const id = await stage.send(anyNumber, { media_url: `${stage.media.url}/350.pdf` });
  expect(await stage.ended(id)).toMatchObject({ status: "delivered" });
  expect(stage.receiver.of(id).at(-1)?.event.payload.page_count).toBe(350);
  const fetched = stage.media.requests.filter(({ path }) => path === "/350.pdf");
  expect(fetched).toHaveLength(1);
  expect(fetched[0]?.headers.authorization).toBeUndefined();
});

test("the control plane gives back the bytes it fetched, by its id or by ours", async () => {
  const ours = randomUUID();
  const id = await stage.send(anyNumber, {
    media_url: `${stage.media.url}/2.pdf?for=${ours}`,
    client_state: Buffer.from(`fax ${ours}.1`).toString("base64"),
  });
  await stage.ended(id);
  const byUrl = randomUUID();
  await stage.ended(await stage.send(anyNumber, { media_url: `${stage.media.url}/2.pdf?for=${byUrl}` }));
  for (const name of [id, ours, byUrl]) {
    const response = await fetch(`${stage.simulator.url}/_control/faxes/${name}/document`);
    expect(sha256(await response.arrayBuffer())).toBe(sha256(blankPdf(2, "/2.pdf")));
  }
  expect((await stage.control(`/faxes/${randomUUID()}/document`)).status).toBe(404);
});

test("a multipart form sends its file, without client_state and without original_media_url", async () => {
  const pdf = blankPdf(2, randomUUID());
  const { status, json } = await upload(pdf, {
    client_state: "c3RhdGU=",
    webhook_url: "http://127.0.0.1:9/",
  });
  expect(status).toBe(202);
  expect(json.data).not.toHaveProperty("client_state");
  expect(json.data).not.toHaveProperty("media_url");
  expect(json.data.store_media).toBe(true);
  const fax = await stage.ended(json.data.id);
  expect(fax?.status).toBe("delivered");
  const { payload } = stage.receiver.of(json.data.id).at(-1)?.event ?? {};
  expect(payload).toMatchObject({ page_count: 2 });
  expect(payload).not.toHaveProperty("client_state");
  expect(payload).not.toHaveProperty("original_media_url");
  const stored = await fetch(fax?.stored_media_url ?? "");
  expect(sha256(await stored.arrayBuffer())).toBe(sha256(pdf));
});

test("a multipart file beyond 20 MB, and a form that is none, are refused", async () => {
  expect((await upload(Buffer.alloc(20 * 1024 * 1024 + 1))).status).toBe(422);
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "multipart/form-data; boundary=x" };
  const broken = await fetch(`${stage.simulator.apiBase}/faxes`, {
    method: "POST",
    body: "nonsense",
    headers,
  });
  expect(broken.status).toBe(400);
});

test("a fax beyond the channel limit fails with user_channel_limit_exceeded", async () => {
  const slower = await startStage({ clock: fastClock(40) });
  expect((await slower.control("/channels", { limit: 1 })).json).toEqual({ limit: 1, in_use: 0 });
  const first = await slower.send("+14155550116");
  await until(async () => (await slower.control("/channels")).json.in_use === 1);
  const second = await slower.ended(await slower.send(anyNumber));
  expect(second).toMatchObject({ status: "failed", failure_reason: "user_channel_limit_exceeded" });
  await slower.client.faxes.actions.cancel(first);
  await slower.ended(first);
  expect((await slower.ended(await slower.send(anyNumber)))?.status).toBe("delivered");
  await slower.close();
});

test("a document by media_name that was never stored fails; its events name it", async () => {
  const id = await stage.send(anyNumber, { media_url: undefined, media_name: "letter.pdf" });
  expect(await stage.ended(id)).toMatchObject({
    media_name: "letter.pdf",
    failure_reason: "file_download_failed",
  });
  const { payload } = stage.receiver.of(id)[0]?.event ?? {};
  expect(payload).toMatchObject({ media_name: "letter.pdf" });
  expect(payload).not.toHaveProperty("original_media_url");
});

test("a from number that is not ours fails with unverified_origination_number", async () => {
  const fax = await stage.ended(await stage.send(anyNumber, { from: "+12065550117" }));
  expect(fax).toMatchObject({ status: "failed", failure_reason: "unverified_origination_number" });
});

const sha256 = (bytes: ArrayBuffer | Uint8Array): string =>
  createHash("sha256").update(new Uint8Array(bytes)).digest("hex");

async function upload(pdf: Buffer, more: Record<string, string> = {}) {
  const form = new FormData();
  const fields = {
    connection_id: connectionId,
    from: ourNumber,
    to: anyNumber,
    store_media: "true",
    ...more,
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("contents", new Blob([new Uint8Array(pdf)]), "letter.pdf");
  const response = await fetch(`${stage.simulator.apiBase}/faxes`, {
    method: "POST",
    body: form,
    headers: { authorization: `Bearer ${apiKey}` },
  });
  return { status: response.status, json: await response.json() };
}
