import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { CarrierCallError, carrierRequest } from "../../../adapters/telnyx/carrier-request.ts";
import {
  cancelAtCarrier,
  linkAtCarrier,
  refreshAtCarrier,
  submitFax,
  type Submission,
} from "../../../adapters/telnyx/carrier.ts";
import { startScripted, startSocket, type Seen } from "../../support/scripted-server.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const carrier = async (answer: (request: Seen, response: ServerResponse) => void) => {
  const server = await startScripted(answer);
  closing.push(() => server.close());
  return { ...server, door: { baseUrl: `${server.url}/v2`, key: "KEY-secret" } };
};
const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  carrier((_request, response) => response.writeHead(status, headers).end(body));

const submission: Submission = {
  connectionId: "234423",
  to: "+13125550148",
  from: "+12065550117",
  mediaUrl: "https://bucket.example/call/x/1.pdf",
  clientState: "eC4x",
  settings: { quality: "high", t38Enabled: false, fromDisplayName: "Clinic", storeMedia: true },
};
const envelope = JSON.stringify({ errors: [{ code: "10016", title: "Bad number", detail: "Not E.164." }] });

describe("the create call is made exactly once, whatever the answer", () => {
  it.each([
    ["accepted", 202, '{"data":{"id":"f1"}}', {}, { kind: "accepted", carrierFaxId: "f1" }],
    ["accepted, unreadable", 202, "<html>", {}, { kind: "ambiguous", why: "unreadable answer 202" }],
    ["accepted, cut short", 202, '{"data":{"id', {}, { kind: "ambiguous", why: "unreadable answer 202" }],
    ["refused", 422, envelope, {}, { kind: "refused", status: 422, code: "10016", detail: "Not E.164." }],
    ["key refused", 401, envelope, {}, { kind: "account", status: 401 }],
    ["too much", 429, envelope, { "retry-after": "17" }, { kind: "capacity", retryAfterSeconds: 17 }],
    [
      "too much, other header",
      429,
      envelope,
      { "x-ratelimit-reset": "9" },
      { kind: "capacity", retryAfterSeconds: 9 },
    ],
    [
      "too much for ever",
      429,
      envelope,
      { "retry-after": "999999" },
      { kind: "capacity", retryAfterSeconds: 600 },
    ],
    ["too much, no header", 429, envelope, {}, { kind: "capacity", retryAfterSeconds: 30 }],
    ["broken", 500, envelope, {}, { kind: "ambiguous", why: "answer 500" }],
    ["gateway", 502, "", {}, { kind: "ambiguous", why: "answer 502" }],
    [
      "gateway, asks to retry",
      503,
      "",
      { "retry-after": "1", "x-should-retry": "true" },
      { kind: "ambiguous", why: "answer 503" },
    ],
  ])("%s", async (_name, status, body, headers, outcome) => {
    const { door, seen } = await answering(status, body, headers);
    expect(await submitFax(door, submission)).toEqual(outcome);
    expect(seen).toHaveLength(1);
  });

  it("as JSON with media_url, our key in client_state, and nothing that would divert events", async () => {
    const { door, seen } = await answering(202, '{"data":{"id":"f1"}}');
    await submitFax(door, submission);
    const [request] = seen;
    expect(request).toMatchObject({
      method: "POST",
      path: "/v2/faxes",
      headers: {
        authorization: "Bearer KEY-secret",
        "content-type": "application/json",
        connection: "close",
      },
    });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      connection_id: "234423",
      to: "+13125550148",
      from: "+12065550117",
      media_url: "https://bucket.example/call/x/1.pdf",
      client_state: "eC4x",
      from_display_name: "Clinic",
      quality: "high",
      t38_enabled: false,
    });
  });

  it("a redirect is not followed", async () => {
    const elsewhere = await answering(202, '{"data":{"id":"f1"}}');
    for (const status of [301, 302, 303, 307, 308]) {
      const { door, seen } = await answering(status, "", { location: `${elsewhere.url}/v2/faxes` });
      expect(await submitFax(door, submission)).toEqual({ kind: "ambiguous", why: `answer ${status}` });
      expect(seen).toHaveLength(1);
    }
    expect(elsewhere.seen).toHaveLength(0);
  });

  it("each on a fresh connection", async () => {
    const server = await startSocket((socket) => {
      socket.once("data", () =>
        socket.end("HTTP/1.1 202 OK\r\ncontent-length: 20\r\n\r\n" + '{"data":{"id":"f1"}}'),
      );
    });
    closing.push(() => server.close());
    for (let turn = 0; turn < 3; turn++) await submitFax({ baseUrl: server.url, key: "k" }, submission);
    expect(server.counted.connections).toBe(3);
  });

  it("an answer too long to be one is ambiguous", async () => {
    const { door, seen } = await answering(202, "x".repeat(1_100_000));
    expect(await submitFax(door, submission)).toMatchObject({ kind: "ambiguous" });
    expect(seen).toHaveLength(1);
  });
});

describe("a broken connection: whether a byte may have left decides", () => {
  const withSocket = async (accept: Parameters<typeof startSocket>[0]) => {
    const server = await startSocket(accept);
    closing.push(() => server.close());
    return server;
  };

  it("refused: not sent", async () => {
    const server = await startSocket(() => undefined);
    await server.close();
    expect(await submitFax({ baseUrl: server.url, key: "k" }, submission)).toEqual({
      kind: "not_sent",
      why: "ECONNREFUSED",
    });
  });

  it("a name that does not exist: not sent", async () => {
    const outcome = await submitFax({ baseUrl: "http://carrier.invalid", key: "k" }, submission);
    expect(outcome.kind).toBe("not_sent");
  });

  it("TLS refused: not sent", async () => {
    const server = await withSocket((socket) => socket.end("this is no TLS"));
    const baseUrl = server.url.replace("http:", "https:");
    expect(await submitFax({ baseUrl, key: "k" }, submission)).toMatchObject({ kind: "not_sent" });
    expect(server.counted.connections).toBe(1);
  });

  it.each([
    ["closed before the request was read", (socket: Socket) => void socket.end()],
    ["reset after the request", (socket: Socket) => void socket.once("data", () => socket.resetAndDestroy())],
    ["closed after the request", (socket: Socket) => void socket.once("data", () => socket.end())],
    [
      "broken off in the answer",
      (socket: Socket) =>
        void socket.once("data", () => socket.end("HTTP/1.1 202 OK\r\ncontent-length: 500\r\n\r\n{")),
    ],
    [
      "answered with nonsense",
      (socket: Socket) => void socket.once("data", () => socket.end("nonsense\r\n\r\n")),
    ],
  ])("%s: ambiguous, and not repeated", async (_name, accept) => {
    const server = await withSocket(accept);
    expect(await submitFax({ baseUrl: server.url, key: "k" }, submission)).toMatchObject({
      kind: "ambiguous",
    });
    expect(server.counted.connections).toBe(1);
  });

  it("reset at once: not sent if the connection never stood, else ambiguous, and not repeated", async () => {
    const server = await withSocket((socket) => socket.resetAndDestroy());
    const outcome = await submitFax({ baseUrl: server.url, key: "k" }, submission);
    expect(["not_sent", "ambiguous"]).toContain(outcome.kind);
    expect(server.counted.connections).toBe(1);
  });

  it("never answered: given up as ambiguous when its time is over", async () => {
    const server = await withSocket(() => undefined);
    const call = carrierRequest({
      method: "POST",
      url: `${server.url}/faxes`,
      key: "k",
      body: {},
      timeoutMs: 150,
    });
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CarrierCallError);
    expect((error as CarrierCallError).sent).toBe(true);
    expect(server.counted.connections).toBe(1);
  });

  it("an answer that drips is given up when the time for the whole of it is over", async () => {
    const { url } = await carrier((_request, response) => {
      response.writeHead(202);
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    const call = carrierRequest({ method: "POST", url, key: "k", body: {}, timeoutMs: 150 });
    await expect(call).rejects.toMatchObject({ sent: true });
  });
});

describe("the carrier's other calls", () => {
  it.each([
    [202, "accepted"],
    [404, "too_late"],
    [422, "too_late"],
    [401, "refused_key"],
  ])("a cancel answered %i is %s", async (status, outcome) => {
    const { door, seen } = await answering(status, "{}");
    expect(await cancelAtCarrier(door, "f 1/../x")).toBe(outcome);
    expect(seen[0]).toMatchObject({
      method: "POST",
      path: "/v2/faxes/f%201%2F..%2Fx/actions/cancel",
      body: "",
    });
  });

  it("a cancel answered 500 is thrown, so that the queue brings it back", async () => {
    const { door } = await answering(500, "");
    await expect(cancelAtCarrier(door, "f1")).rejects.toThrow("answered 500");
  });

  it.each([
    [200, true],
    [404, false],
    [422, false],
  ])("a refresh answered %i is %s", async (status, outcome) => {
    const { door, seen } = await answering(status, '{"data":{"result":"ok"}}');
    expect(await refreshAtCarrier(door, "f1")).toBe(outcome);
    expect(seen[0]?.path).toBe("/v2/faxes/f1/actions/refresh");
  });

  it.each([
    [200, '{"data":{"status":"received","media_url":"https://c.example/x"}}', "https://c.example/x"],
    [200, '{"data":{"media_url":null}}', undefined],
    [404, "", undefined],
  ])("a look-up answered %i %s finds the link %s", async (status, body, link) => {
    const { door } = await answering(status, body);
    expect(await linkAtCarrier(door, "f1")).toBe(link);
  });

  it("a look-up that cannot be read is thrown", async () => {
    for (const [status, body] of [
      [500, ""],
      [200, "{"],
      [200, "{}"],
    ] as const) {
      const { door } = await answering(status, body);
      await expect(linkAtCarrier(door, "f1")).rejects.toThrow();
    }
  });
});
