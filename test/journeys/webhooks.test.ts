import http from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import Telnyx from "telnyx";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { laneOfKey } from "../../local/cloud/sources/stream-lanes.ts";
import { randomPdf } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
const closing: (() => void)[] = [];
beforeAll(async () => {
  run = await openJourney({ speed: 60 });
});
afterAll(async () => {
  for (const close of closing) close();
  await run.end();
});

type Heard = { headers: Record<string, string>; body: string; at: number };

/** A server of somebody's who wants to hear of events; it answers as `answers` says. */
async function receiver(answers: (index: number) => number | "never" = () => 204) {
  const heard: Heard[] = [];
  let rule = answers;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = rule(heard.length);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      heard.push({ headers, body: Buffer.concat(chunks).toString("utf8"), at: performance.now() });
      if (answer === "never") return;
      response.writeHead(answer).end(`answer ${answer}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, heard, answer: (next: typeof rule) => (rule = next) };
}

const made = async (body: object) => {
  const answer = await run.call("/v2/webhook_endpoints", { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(201);
  return answer.body.data;
};
/** Lambda reads the stream in ten lanes, told apart by partition key: two endpoints in one wait for each other. */
async function inAnotherLane(url: string, id: string) {
  const lane = (one: string) => laneOfKey(`endpoint#${one}`, 10);
  for (;;) {
    const endpoint = await made({ url });
    if (lane(endpoint.id) !== lane(id)) return endpoint;
    await remove(endpoint.id);
  }
}
const remove = (id: string) => run.call(`/v2/webhook_endpoints/${id}`, { method: "DELETE" });
const act = (id: string, action: string, body?: object) =>
  run.call(`/v2/webhook_endpoints/${id}/${action}`, {
    method: "POST",
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const send = async (to = "+13125550148", more: object = {}) => {
  const form = new FormData();
  form.set("to", to);
  for (const [name, value] of Object.entries(more)) form.set(name, String(value));
  form.set("contents", new Blob([new Uint8Array(randomPdf())], { type: "application/pdf" }), "a.pdf");
  const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
  expect(status).toBe(202);
  return body.data.id as string;
};
const bodies = (heard: Heard[]) => heard.map(({ body }) => JSON.parse(body));
const typesOf = (heard: Heard[], fax: string) =>
  bodies(heard)
    .filter(({ data }) => data.id === fax)
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ type }) => type);

/** Whether the receivers' own library takes a delivery at the moment it was signed; the laptop's clock runs fast. */
function verified(secret: string, body: string, headers: Record<string, string>): boolean {
  return atSigning(Number(headers["webhook-timestamp"]), () => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
}

function atSigning<T>(seconds: number, work: () => T): T {
  vi.useFakeTimers({ toFake: ["Date"], now: seconds * 1000 });
  try {
    return work();
  } finally {
    vi.useRealTimers();
  }
}

describe("whoever wants to hear of faxes", () => {
  it("is told every event, signed so that the standardwebhooks library takes it, with client_state and a rising sequence", async () => {
    const server = await receiver();
    const endpoint = await made({ url: server.url, description: "the clinic's own" });
    expect(endpoint.secret).toMatch(/^whsec_/);
    const fax = await send("+13125550148", { client_state: "eyJjYXNlIjo3fQ==" });
    await run.fax(fax, "delivered");
    await run.until("the end to be told", async () =>
      typesOf(server.heard, fax).includes("fax.delivered") ? true : undefined,
    );
    expect(typesOf(server.heard, fax)).toEqual([
      "fax.preparing",
      "fax.queued",
      "fax.sending",
      "fax.delivered",
    ]);
    for (const { headers, body } of server.heard) {
      // The laptop's clock runs fast: the library is asked about the signature, its own clock aside.
      expect(verified(endpoint.secret, body, headers)).toBe(true);
      expect(verified(endpoint.secret, `${body} `, headers)).toBe(false);
      expect(headers["content-type"]).toBe("application/json");
    }
    const last = bodies(server.heard).at(-1);
    expect(last.data).toMatchObject({ client_state: "eyJjYXNlIjo3fQ==", to: "+13125550148", page_count: 1 });
    await remove(endpoint.id);
  });

  it("of one fax by its own webhook_url is told as the carrier would tell it, with a log and replay of its own", async () => {
    const server = await receiver();
    const fax = await send("+13125550148", { webhook_url: server.url });
    await send("+13125550149");
    await run.fax(fax, "delivered");
    await run.until("four events", async () => (server.heard.length >= 4 ? true : undefined));
    const key = await run.call("/v2/webhook_endpoints/signing_key");
    const client = new Telnyx({ apiKey: "unused", publicKey: key.body.data.public_key });
    const events = await Promise.all(
      server.heard.map(({ headers, body }) =>
        atSigning(Number(headers["telnyx-timestamp"]), () => client.webhooks.unwrap(body, { headers })),
      ),
    );
    expect(new Set(events.map((event: any) => event.data.payload.fax_id))).toEqual(new Set([fax]));
    expect(new Set(events.map((event: any) => event.data.event_type))).toEqual(
      new Set(["fax.queued", "fax.media.processed", "fax.sending.started", "fax.delivered"]),
    );
    expect(new Set(events.map((event: any) => event.meta.delivered_to))).toEqual(new Set([server.url]));
    const own = `fax_${fax}`;
    const shown = await run.call(`/v2/webhook_endpoints/${own}`);
    expect(shown.body.data).toMatchObject({ url: server.url, public_key: key.body.data.public_key });
    const log = await run.until("the log", async () => {
      const { body } = await run.call(`/v2/webhook_endpoints/${own}/deliveries?filter[status]=delivered`);
      return body.data.length === 4 ? body.data : undefined;
    });
    await act(own, `deliveries/${log[0].id}/actions/replay`);
    await run.until("the replay", async () => (server.heard.length === 5 ? true : undefined));
    expect((await run.call("/v2/webhook_endpoints")).body.data).toEqual([]);
    expect((await act(own, "actions/rotate_secret")).status).toBe(404);
    expect((await remove(own)).status).toBe(404);
  });

  it("in the carrier's own format is told so that the official SDK's unwrap takes it", async () => {
    const server = await receiver();
    const endpoint = await made({ url: server.url, format: "telnyx" });
    expect(endpoint).toMatchObject({ secret: null, format: "telnyx" });
    const fax = await send("+13125550148", { client_state: "eyJjYXNlIjo3fQ==" });
    await run.fax(fax, "delivered");
    await run.until("four events", async () => (server.heard.length >= 4 ? true : undefined));
    const client = new Telnyx({ apiKey: "unused", publicKey: endpoint.public_key });
    const events = await Promise.all(
      server.heard.map(({ headers, body }) =>
        atSigning(Number(headers["telnyx-timestamp"]), () => client.webhooks.unwrap(body, { headers })),
      ),
    );
    const told = events.map((event: any) => [event.data.event_type, event.data.payload.status]);
    expect(Object.fromEntries(told)).toEqual({
      "fax.queued": "queued",
      "fax.media.processed": "media.processed",
      "fax.sending.started": "sending",
      "fax.delivered": "delivered",
    });
    expect(events.map((event: any) => event.data.payload)).toContainEqual({
      ...{ fax_id: fax, connection_id: expect.any(String), direction: "outbound", status: "delivered" },
      ...{ from: "+13125790015", to: "+13125550148", client_state: "eyJjYXNlIjo3fQ==" },
      ...{ page_count: 1, call_duration_secs: expect.any(Number) },
    });
    const { headers = {}, body = "" }: Partial<Heard> = server.heard[0] ?? {};
    const forged = () =>
      atSigning(Number(headers["telnyx-timestamp"]), () => client.webhooks.unwrap(`${body} `, { headers }));
    await expect(async () => await forged()).rejects.toThrow();
    await remove(endpoint.id);
  });

  it("only hears what it asked for, also of received faxes", async () => {
    const server = await receiver();
    const endpoint = await made({ url: server.url, events: ["fax.received"] });
    await run.fax(await send(), "delivered");
    const document_base64 = randomPdf().toString("base64");
    const { fax_id } = await run.control("/inbound", {
      from: "+14155550166",
      to: "+13125790015",
      document_base64,
    });
    const id = inboundFaxId(fax_id);
    await run.fax(id, "received");
    await run.until("it to be told", async () => (server.heard.length > 0 ? true : undefined));
    expect(bodies(server.heard).map(({ type, data }) => [type, data.id])).toEqual([["fax.received", id]]);
    await remove(endpoint.id);
  });

  it("is told of each call that failed", async () => {
    const server = await receiver();
    const endpoint = await made({ url: server.url, events: ["fax.attempt_failed", "fax.failed"] });
    const fax = await send("+13125550109");
    await run.fax(fax, "failed");
    // They are told at once, and either may come first.
    await run.until("both to be told", async () =>
      new Set(typesOf(server.heard, fax)).size === 2 ? true : undefined,
    );
    expect(new Set(typesOf(server.heard, fax))).toEqual(new Set(["fax.attempt_failed", "fax.failed"]));
    await remove(endpoint.id);
  });
});

describe("a server that is down for a day", () => {
  it("hears of everything when it is back, nothing twice, and nobody else hears of anything later", async () => {
    const [up, down] = [await receiver(), await receiver(() => 503)];
    const [well, ill] = [await made({ url: up.url }), await made({ url: down.url })];
    const faxes = [await send(), await send(), await send()];
    for (const fax of faxes) await run.fax(fax, "delivered");
    await run.until("the other to hear of all three ends", async () =>
      faxes.every((fax) => typesOf(up.heard, fax).includes("fax.delivered")) ? true : undefined,
    );
    expect(up.heard).toHaveLength(12);
    const shown = async () => (await run.call(`/v2/webhook_endpoints/${ill.id}`)).body.data;
    expect(await shown()).toMatchObject({ enabled: true, failing_since: expect.any(String) });
    for (let hour = 0; hour < 20; hour += 4) {
      await run.control("/clock", { advance_seconds: 4 * 3600 });
      await run.cloud.idle();
    }
    await run.until("some tries", async () => (down.heard.length > 3 ? true : undefined));
    const before = down.heard.length;
    down.answer(() => 200);
    await run.until("all to be told", async () => {
      await run.control("/clock", { advance_seconds: 3600 });
      await run.cloud.idle();
      const page = await run.call(`/v2/webhook_endpoints/${ill.id}/deliveries?filter[status]=delivered`);
      return page.body.data.length === 12 ? true : undefined;
    });
    const told = down.heard.slice(before).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(told).size).toBe(12);
    expect(told).toHaveLength(12);
    expect(new Set(told)).toEqual(new Set(up.heard.map(({ headers }) => headers["webhook-id"])));
    expect(up.heard).toHaveLength(12);
    expect(await shown()).toMatchObject({ failures: 0, failing_since: null });
    await remove(well.id);
    await remove(ill.id);
  });

  it("and never answers holds up nobody", async () => {
    const [up, silent] = [await receiver(), await receiver(() => "never")];
    const ill = await made({ url: silent.url });
    const well = await inAnotherLane(up.url, ill.id);
    const fax = await send();
    await run.fax(fax, "delivered");
    await run.until("the end to be told", async () =>
      typesOf(up.heard, fax).includes("fax.delivered") ? true : undefined,
    );
    // Not one of its requests has been answered or given up by now.
    const { body } = await run.call(`/v2/webhook_endpoints/${ill.id}/deliveries?filter[status]=delivered`);
    expect(body.data).toEqual([]);
    await remove(well.id);
    await remove(ill.id);
  });
});

describe("an endpoint", () => {
  it("takes a test event, keeps the answer, and is told it again when asked", async () => {
    const server = await receiver(() => 500);
    const endpoint = await made({ url: server.url, events: ["fax.failed"] });
    const { status, body } = await act(endpoint.id, "actions/test");
    expect([status, body.data.event, body.data.status]).toEqual([202, "webhook.test", "pending"]);
    const delivery = async () =>
      (await run.call(`/v2/webhook_endpoints/${endpoint.id}/deliveries/${body.data.id}`)).body.data;
    const tried = await run.until("the try", async () => {
      const now = await delivery();
      return now.tries.length > 0 ? now : undefined;
    });
    expect(tried).toMatchObject({ status: "pending", tries: [{ status: 500, answer: "answer 500" }] });
    server.answer(() => 200);
    expect((await act(endpoint.id, `deliveries/${body.data.id}/actions/replay`)).status).toBe(202);
    await run.until("it to be told", async () =>
      (await delivery()).status === "delivered" ? true : undefined,
    );
    expect((await delivery()).tries).toHaveLength(2);
    const ids = server.heard.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids)).toEqual(new Set([body.data.event_id]));
    await remove(endpoint.id);
    expect((await run.call(`/v2/webhook_endpoints/${endpoint.id}`)).status).toBe(404);
  });

  it("is told all since a time once more", async () => {
    const server = await receiver();
    const endpoint = await made({ url: server.url });
    const since = new Date(0).toISOString();
    const fax = await send();
    await run.fax(fax, "delivered");
    await run.until("the four events", async () => (server.heard.length === 4 ? true : undefined));
    const { status, body } = await act(endpoint.id, "actions/replay", { since });
    expect([status, body.data]).toEqual([202, { replayed: 4, next: null }]);
    await run.until("all of them again", async () => (server.heard.length === 8 ? true : undefined));
    expect(new Set(server.heard.map(({ headers }) => headers["webhook-id"])).size).toBe(4);
    const later = { since: new Date(Date.now() + 864e6).toISOString() };
    expect((await act(endpoint.id, "actions/replay", later)).body.data.replayed).toBe(0);
    expect((await act(endpoint.id, "actions/replay", {})).status).toBe(422);
    await remove(endpoint.id);
  });

  it("that answers 410 is turned off, and on again by hand", async () => {
    const server = await receiver(() => 410);
    const endpoint = await made({ url: server.url });
    await act(endpoint.id, "actions/test");
    const off = await run.until("it to be turned off", async () => {
      const { body } = await run.call(`/v2/webhook_endpoints/${endpoint.id}`);
      return body.data.enabled ? undefined : body.data;
    });
    expect(off).toMatchObject({ disabled_because: "gone" });
    await run.fax(await send(), "delivered");
    expect(server.heard).toHaveLength(1);
    const patch = await run.call(`/v2/webhook_endpoints/${endpoint.id}`, {
      method: "PATCH",
      body: JSON.stringify({ enabled: true, description: "back" }),
    });
    expect(patch.body.data).toMatchObject({ enabled: true, disabled_because: null, description: "back" });
    server.answer(() => 200);
    const fax = await send();
    await run.fax(fax, "delivered");
    await run.until("it to be told again", async () =>
      typesOf(server.heard, fax).includes("fax.delivered") ? true : undefined,
    );
    await remove(endpoint.id);
  });

  it("changes its secret while both are good", async () => {
    const server = await receiver();
    const { id, secret } = await made({ url: server.url });
    const { body } = await act(id, "actions/rotate_secret");
    expect(body.data).toMatchObject({ previous_valid_until: expect.any(String) });
    await act(id, "actions/test");
    const { headers, body: text } = await run.until("the test", async () => server.heard[0]);
    expect(verified(secret, text, headers)).toBe(true);
    expect(verified(body.data.secret, text, headers)).toBe(true);
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    await remove(id);
  });

  it("is refused where nothing is ever sent, with a sentence", async () => {
    for (const url of [
      "http://10.0.0.1/x",
      "https://169.254.169.254/",
      "https://user:pw@example.com/",
      "ftp://a/b",
    ]) {
      const { status, body } = await run.call("/v2/webhook_endpoints", {
        method: "POST",
        body: JSON.stringify({ url }),
      });
      expect([status, body.errors[0].code, body.errors[0].source], url).toEqual([
        422,
        "10003",
        { pointer: "/url" },
      ]);
    }
    const wrong = await run.call("/v2/webhook_endpoints", {
      method: "POST",
      body: JSON.stringify({ url: "https://example.com/", events: ["fax.eaten"], format: "soap" }),
    });
    expect([wrong.status, wrong.body.errors.length]).toEqual([422, 2]);
  });

  it("shows its secret to nobody later, and itself to no key without admin", async () => {
    const server = await receiver();
    const endpoint = await made({ url: server.url });
    const { body } = await run.call("/v2/webhook_endpoints");
    expect(JSON.stringify(body)).not.toContain(endpoint.secret);
    const key = await run.call("/v2/keys", { method: "POST", body: JSON.stringify({ name: "sender" }) });
    const authorization = `Bearer ${key.body.data.key}`;
    expect((await run.call("/v2/webhook_endpoints", { headers: { authorization } })).status).toBe(403);
    await remove(endpoint.id);
  });
});
