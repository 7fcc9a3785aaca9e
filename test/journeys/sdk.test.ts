import Telnyx from "telnyx";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let client: Telnyx;
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  // Slow enough that the SDK, which knows the real time only, finds the signatures fresh.
  run = await openJourney({ speed: 5 });
  client = new Telnyx({ apiKey: run.facts.apiKey, baseURL: `${run.facts.url}/v2` });
  web = await serve(randomPdf());
});
afterAll(async () => {
  web.close();
  await run.end();
});

const order = (to: string, media_url = web.url) => ({
  connection_id: "234423",
  from: "+13125790015",
  to,
  media_url,
});

describe("the official SDK, with only its baseURL changed", () => {
  it("creates, retrieves, cancels and deletes", async () => {
    const created = await client.faxes.create({ ...order("+13127367276"), client_state: "aGVsbG8=" });
    const id = created.data?.id ?? "";
    expect(created.data).toMatchObject({
      record_type: "fax",
      direction: "outbound",
      client_state: "aGVsbG8=",
    });
    await run.fax(id, "delivered");
    const found = await client.faxes.retrieve(id);
    expect(found.data).toMatchObject({ id, status: "delivered", media_url: web.url, failure_reason: null });
    await expect(client.faxes.actions.cancel(id)).rejects.toBeInstanceOf(Telnyx.UnprocessableEntityError);
    await client.faxes.delete(id);
    await expect(client.faxes.retrieve(id)).rejects.toBeInstanceOf(Telnyx.NotFoundError);
  });

  it("cancels a fax that waits for its upload", async () => {
    const created = await client.faxes.create(order("+13127367276", ""));
    const answer = await client.faxes.actions.cancel(created.data?.id ?? "");
    expect(answer.data?.result).toBe("ok");
  });

  it("lists over three pages by itself, each fax once", async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 7; n++)
      ids.add((await client.faxes.create(order("+14165550142", ""))).data?.id ?? "");
    const listed: string[] = [];
    const pages = client.faxes.list({
      "page[number]": 1,
      "page[size]": 3,
      filter: { to: { eq: "+14165550142" } },
    });
    for await (const fax of pages) listed.push((fax as { id?: string }).id ?? "");
    expect(listed).toHaveLength(7);
    expect(new Set(listed)).toEqual(ids);
  });

  it("refreshes an inbound fax", async () => {
    await run.control("/inbound", {
      from: "+14155550166",
      to: "+13125790015",
      document_base64: randomPdf().toString("base64"),
    });
    const inbound = await run.until("an inbound fax", async () => {
      const { body } = await run.call("/v2/faxes?filter[direction][eq]=inbound");
      return body.data.find((fax: any) => fax.status === "received");
    });
    expect((await client.faxes.actions.refresh(inbound.id)).data?.result).toBe("ok");
    const found = await client.faxes.retrieve(inbound.id);
    expect((await fetch(found.data?.media_url ?? "")).status).toBe(200);
  });

  it("throws its typed errors on bad input", async () => {
    await expect(client.faxes.create(order("12345"))).rejects.toMatchObject({
      status: 422,
      error: { errors: [{ code: "10016", source: { pointer: "/to" } }] },
    });
    await expect(client.faxes.retrieve("00000000-0000-4000-8000-000000000000")).rejects.toBeInstanceOf(
      Telnyx.NotFoundError,
    );
    const stranger = new Telnyx({ apiKey: "nobody", baseURL: `${run.facts.url}/v2` });
    await expect(stranger.faxes.list()).rejects.toBeInstanceOf(Telnyx.AuthenticationError);
  });

  it("verifies the simulator's webhooks", async () => {
    const events: string[] = [];
    const publicKey = ((await run.control("/public-key")) as { public: string }).public;
    const verifier = new Telnyx({ apiKey: "x", publicKey });
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const headers = request.headers as Record<string, string>;
        // Verified against the real time: the laptop's clock runs fast, so freshness is not what is tested here.
        verifier.webhooks
          .unwrap(Buffer.concat(chunks).toString(), { headers })
          .then((event) => events.push((event as { data: { event_type: string } }).data.event_type))
          .catch((error: Error) => events.push(error.message))
          .finally(() => response.end());
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    await fetch(`${run.facts.simulatorUrl}/v2/faxes`, {
      method: "POST",
      headers: { authorization: "Bearer KEY-laptop-simulator", "content-type": "application/json" },
      body: JSON.stringify({ ...order("+13127367276"), webhook_url: `http://127.0.0.1:${port}/` }),
    });
    await run.until("the last event", async () => (events.length >= 4 ? true : undefined));
    server.close();
    server.closeAllConnections();
    expect(events.sort()).toEqual([
      "fax.delivered",
      "fax.media.processed",
      "fax.queued",
      "fax.sending.started",
    ]);
  });
});
