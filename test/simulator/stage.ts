import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import Telnyx from "telnyx";
import { startSimulator, type SimulatorOptions } from "../../simulator/server.ts";
import { fastClock } from "./fast-clock.ts";
import { officeFile } from "../support/office-files.ts";
import { blankPdf } from "./pdf.ts";

export const apiKey = "KEY_of_the_tests";
export const ourNumber = "+13125790015";
export const anyNumber = "+13127367276";
export const connectionId = "234423";

export type ReceivedWebhook = {
  raw: string;
  headers: IncomingHttpHeaders;
  event: {
    id: string;
    event_type: string;
    occurred_at: string;
    record_type: string;
    payload: Record<string, unknown>;
  };
  meta: { attempt: number; delivered_to: string };
};

/** A webhook receiver; `answer` says with which status it answers the n-th webhook (from 0). */
export async function startReceiver(answer: (index: number) => number | Promise<number> = () => 200) {
  const webhooks: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const parsed = JSON.parse(raw) as { data: ReceivedWebhook["event"]; meta: ReceivedWebhook["meta"] };
      webhooks.push({ raw, headers: request.headers, event: parsed.data, meta: parsed.meta });
      void Promise.resolve(answer(webhooks.length - 1)).then((status) => {
        response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
      });
    });
  });
  const url = await listen(server);
  const of = (faxId: string | undefined) => webhooks.filter(({ event }) => event.payload.fax_id === faxId);
  const types = (faxId: string | undefined) => of(faxId).map(({ event }) => event.event_type);
  return { url: `${url}/webhooks/telnyx`, webhooks, of, types, close: () => stop(server) };
}

/** A host of documents: `/N.pdf` has N pages; other paths misbehave as their names say. */
export async function startMediaHost() {
  const requests: { method: string; path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    const { method = "GET", headers } = request;
    requests.push({ method, path, headers });
    const pages = /^\/(\d+)\.pdf$/.exec(path)?.[1];
    if (pages) return response.writeHead(200).end(blankPdf(Number(pages), path));
    if (path === "/get-only.pdf") {
      return method === "GET" ? response.writeHead(200).end(blankPdf(1)) : response.writeHead(403).end();
    }
    if (path === "/letter.docx") return response.writeHead(200).end(officeFile("letter.docx"));
    if (path === "/moved.pdf") return response.writeHead(302, { location: "/1.pdf" }).end();
    if (path === "/page.html") return response.writeHead(200).end("<html>sign in</html>");
    if (path === "/huge.pdf") {
      response.writeHead(200).write(blankPdf(1));
      const pour = () => {
        while (response.write(Buffer.alloc(1024 * 1024)));
        response.once("drain", pour);
      };
      response.on("error", () => undefined);
      return pour();
    }
    return response.writeHead(404).end();
  });
  return { url: await listen(server), requests, close: () => stop(server) };
}

/** A simulator on a fast clock with everything around it, and the official client pointed at it. */
export async function startStage(
  options: Partial<SimulatorOptions> = {},
  answer?: Parameters<typeof startReceiver>[0],
) {
  const receiver = await startReceiver(answer);
  const media = await startMediaHost();
  const lines: string[] = [];
  const simulator = await startSimulator({
    port: 0,
    clock: fastClock(),
    apiKey,
    connection: { id: connectionId, from: [ourNumber], webhookUrl: receiver.url },
    log: (line) => lines.push(line),
    ...options,
  });
  const client = new Telnyx({
    apiKey,
    publicKey: simulator.publicKey,
    baseURL: simulator.apiBase,
    maxRetries: 0,
  });
  const send = async (to: string, more: Record<string, unknown> = {}) => {
    const body = {
      connection_id: connectionId,
      from: ourNumber,
      to,
      media_url: `${media.url}/1.pdf`,
      ...more,
    };
    const { data } = await client.faxes.create(body);
    return data?.id ?? "";
  };
  const get = async (id: string) => (await client.faxes.retrieve(id)).data;
  /** Waits until the fax has ended and its last webhook has arrived. */
  const ended = async (id: string, isTold = true) => {
    await until(async () => ["delivered", "failed", "received"].includes((await get(id))?.status ?? ""));
    if (isTold) await until(() => receiver.types(id).some((type) => endings.includes(type)));
    return get(id);
  };
  return {
    receiver,
    media,
    lines,
    simulator,
    client,
    send,
    get,
    ended,
    control: controlOf(simulator.url),
    async close() {
      await simulator.close();
      await receiver.close();
      await media.close();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof startStage>>;

const endings = ["fax.delivered", "fax.failed", "fax.received"];

/** The control plane: a GET without, a POST with a body. */
export const controlOf = (url: string) => async (path: string, body?: unknown) => {
  const response = await fetch(`${url}/_control${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
};

export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10));
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
