import http from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import Telnyx from "telnyx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
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
    expect(typesOf(server.heard, fax)).toEqual(["fax.preparing", "fax.queued", "fax.sending", "fax.delivered"]);
    for (const { headers, body } of server.heard) {
      // The laptop's clock runs fast: the library is asked about the signature, its own clock aside.
      expect(verified(endpoint.secret, body, headers)).toBe(true);
      expect(verified(endpoint.secret, `${body} `, headers)).toBe(false);
      expect(headers["content-type"]).toBe("application/json");
    }
    const last = bodies(server.heard).at(-1);
    expect(last.data).toMatchObject({ client_state: "eyJjYXNlIjo3fQ==", to: "+13125550148", page_count: 2 });
    await remove(endpoint.id);
  });
});
