import { request } from "node:http";
import Telnyx from "telnyx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastClock } from "./fast-clock.ts";
import { anyNumber, apiKey, connectionId, ourNumber, startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const state = Buffer.from("some fax.1").toString("base64");

test("the Fax object of a create answer has exactly the carrier's fields", async () => {
  const { data } = await stage.client.faxes.create({
    connection_id: connectionId,
    from: ourNumber,
    to: anyNumber,
    media_url: `${stage.media.url}/1.pdf`,
    from_display_name: "Example Clinic",
    client_state: state,
    webhook_url: stage.receiver.url,
  });
  expect(data).toEqual({
    record_type: "fax",
    id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    connection_id: connectionId,
    direction: "outbound",
    status: "queued",
    quality: "high",
    store_media: false,
    from: ourNumber,
    from_display_name: "Example Clinic",
    to: anyNumber,
    media_url: `${stage.media.url}/1.pdf`,
    client_state: state,
    failure_reason: null,
    internal_failure_reason: null,
    webhook_url: stage.receiver.url,
    webhook_failover_url: "",
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
  expect((await stage.ended(data?.id ?? ""))?.status).toBe("delivered");
});

test("create answers 202; the display name is the number where none was given", async () => {
  const { data, response } = await stage.client.faxes
    .create({
      connection_id: connectionId,
      from: ourNumber,
      to: anyNumber,
      media_url: `${stage.media.url}/1.pdf`,
    })
    .withResponse();
  expect(response.status).toBe(202);
  expect(data.data?.from_display_name).toBe(ourNumber);
  expect(data.data?.webhook_url).toBe(stage.receiver.url);
  expect(data.data).not.toHaveProperty("client_state");
});

test("auto-paging lists three pages, newest first, by number and time", async () => {
  const to = "+13127360003";
  const sent: string[] = [];
  for (let index = 0; index < 5; index++) sent.push(await stage.send(to));
  const filter = {
    direction: { eq: "outbound" },
    to: { eq: to },
    created_at: { gte: "2020-01-01T00:00:00Z" },
  };
  const listed: unknown[] = [];
  for await (const fax of stage.client.faxes.list({ filter, "page[size]": 2 })) listed.push(fax.id);
  expect(listed).toEqual(sent.reverse());
  const second = await stage.client.faxes.list({ filter, "page[size]": 2, "page[number]": 2 });
  expect(second.meta).toEqual({ page_number: 2, page_size: 2, total_pages: 3, total_results: 5 });
});

test("filters are combined with AND, and a filter the carrier does not have is refused", async () => {
  const later = { created_at: { gt: "2999-01-01T00:00:00Z" } };
  expect((await stage.client.faxes.list({ filter: later })).data).toEqual([]);
  expect((await stage.client.faxes.list({ filter: { from: { eq: "+13125790099" } } })).data).toEqual([]);
  expect((await stage.client.faxes.list({ filter: { direction: { eq: "inbound" } } })).data).toEqual([]);
  for (const query of ["filter[status][eq]=failed", "sort=created_at", "page[size]=0", "page[number]=x"]) {
    const response = await api(`/faxes?${query}`);
    expect(response.status, query).toBe(422);
    expect(await firstError(response)).toMatchObject({ source: { parameter: query.split("=")[0] } });
  }
});

test("cancel while ringing is accepted and the fax fails", async () => {
  const slower = await startStage({ clock: fastClock(40) });
  const id = await slower.send("+14155550116");
  await until(async () => (await slower.get(id))?.status === "originated");
  expect(await slower.client.faxes.actions.cancel(id)).toEqual({ data: { result: "ok" } });
  expect(await slower.ended(id)).toMatchObject({ status: "failed", failure_reason: "sender_canceled" });
  expect(slower.receiver.types(id)).toEqual(["fax.queued", "fax.media.processed", "fax.failed"]);
  expect(await refusal(slower.client.faxes.actions.cancel(id))).toMatchObject({ status: 422, code: "90080" });
  await slower.close();
});

test("a SIP address is a destination too", async () => {
  expect((await stage.ended(await stage.send("sip:fax@example.com")))?.status).toBe("delivered");
});

test("a refresh of an outbound fax and unknown or malformed ids are not found", async () => {
  const id = await stage.send(anyNumber);
  expect(await refusal(stage.client.faxes.actions.refresh(id))).toMatchObject({ status: 404, code: "10005" });
  const unknown = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
  for (const call of [
    stage.client.faxes.retrieve(unknown),
    stage.client.faxes.delete(unknown),
    stage.client.faxes.actions.cancel(unknown),
  ]) {
    expect(await refusal(call)).toMatchObject({ status: 404, code: "10005", name: "NotFoundError" });
  }
  expect(await refusal(stage.client.faxes.retrieve("nonsense"))).toMatchObject({
    status: 404,
    code: "10006",
  });
});

test("a deleted fax is gone from the API while its call goes on", async () => {
  const id = await stage.send(anyNumber);
  const { response } = await stage.client.faxes.delete(id).withResponse();
  expect(response.status).toBe(204);
  await expect(stage.client.faxes.retrieve(id)).rejects.toThrow(Telnyx.NotFoundError);
  for await (const fax of stage.client.faxes.list()) expect(fax.id).not.toBe(id);
  await until(() => stage.receiver.types(id).includes("fax.delivered"));
});

test("a wrong key is the client's AuthenticationError", async () => {
  const stranger = new Telnyx({
    apiKey: "KEY_of_a_stranger",
    baseURL: stage.simulator.apiBase,
    maxRetries: 0,
  });
  await expect(stranger.faxes.list()).rejects.toThrow(Telnyx.AuthenticationError);
});

test("url-encoded forms, and JSON under a form's content type, are read", async () => {
  const fields = {
    connection_id: connectionId,
    from: ourNumber,
    to: anyNumber,
    media_url: `${stage.media.url}/1.pdf`,
  };
  const form = await api("/faxes", {
    method: "POST",
    body: new URLSearchParams({ ...fields, monochrome: "true" }),
  });
  expect(form.status).toBe(202);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const json = await api("/faxes", { method: "POST", body: JSON.stringify(fields), headers });
  expect(json.status).toBe(202);
});

test("only requests that name loopback as their host and origin are answered", async () => {
  const statusOf = (headers: Record<string, string>) =>
    new Promise((resolve) => {
      request(`${stage.simulator.url}/_control/numbers`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
  expect(await statusOf({ host: "evil.example" })).toBe(400);
  expect(await statusOf({ origin: "https://evil.example" })).toBe(400);
  expect(await statusOf({ origin: "http://127.0.0.1:4000" })).toBe(200);
});

const api = (path: string, init: RequestInit = {}) =>
  fetch(`${stage.simulator.apiBase}${path}`, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${apiKey}` },
  });

async function firstError(response: Response) {
  const body = (await response.json()) as { errors: Record<string, unknown>[] };
  expect(body.errors[0]).toMatchObject({
    code: expect.any(String),
    title: expect.any(String),
    meta: { url: expect.any(String) },
  });
  return body.errors[0] ?? {};
}

async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => expect.fail("was accepted"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Telnyx.APIError)) throw error;
  const body = error.error as { errors: { code: string }[] };
  return { status: error.status, code: body.errors[0]?.code, name: error.constructor.name };
}
