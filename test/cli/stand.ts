import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { runFax } from "../../bin/fax/run-fax.ts";

export type Seen = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
};
/** What the server does with a request: an answer, or `drop` (the connection breaks without one). */
export type Answer =
  { status: number; body?: unknown; raw?: Buffer | string; headers?: Record<string, string> } | "drop";
export type Script = (request: Seen) => Answer | undefined;

/** A server that plays API, bucket and simulator as the test says, a folder, and the command line in front of it. */
export async function openStand() {
  const seen: Seen[] = [];
  let script: Script = () => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://stand");
      const call: Seen = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      seen.push(call);
      const answer = script(call) ?? {
        status: 404,
        body: { errors: [{ detail: "The fax does not exist." }] },
      };
      if (answer === "drop") return void request.socket.destroy();
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(answer.raw ?? (answer.body === undefined ? "" : JSON.stringify(answer.body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), "fax-cli-"));

  return {
    url,
    folder,
    seen,
    play: (next: Script) => void (script = next),
    file: (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    },
    /** Runs one command line in this process, connected to the server unless `env` says otherwise. */
    fax: (args: string[], options: FaxOptions = {}) =>
      runWith(args, {
        env: { FAX_URL: url, FAX_API_KEY: "sfx_test.key", FAX_SIMULATOR_URL: url },
        ...options,
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Stand = Awaited<ReturnType<typeof openStand>>;

export type FaxOptions = {
  env?: Record<string, string>;
  runFiles?: string[];
  isTty?: boolean;
  /** What the person at the terminal answers, in turn; absent: there is no terminal. */
  answers?: string[];
  /** Really waits; absent: pauses are noted and skipped. */
  sleep?: (milliseconds: number) => Promise<unknown>;
};

/** Runs one command line in this process and collects what it says. */
export async function runWith(
  args: string[],
  { env = {}, runFiles = [], isTty = false, answers, sleep }: FaxOptions,
) {
  const [stdout, stderr] = [collector(isTty), collector(isTty)];
  const pauses: number[] = [];
  const asked: string[] = [];
  const code = await runFax(args, {
    env,
    runFiles,
    stdout: stdout.stream,
    stderr: stderr.stream,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
      await sleep?.(milliseconds);
    },
    ...(answers
      ? {
          ask: async (question: string) => {
            asked.push(question);
            return answers[asked.length - 1] ?? "";
          },
        }
      : {}),
  });
  return {
    code,
    out: stdout.text(),
    outBytes: stdout.bytes(),
    err: stderr.text(),
    pauses,
    asked,
    json: () => JSON.parse(stdout.text()),
  };
}

function collector(isTty: boolean) {
  const chunks: Buffer[] = [];
  const stream = Object.assign(new PassThrough(), { isTTY: isTty });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const bytes = () => Buffer.concat(chunks);
  return { stream, bytes, text: () => bytes().toString("utf8") };
}

export const faxId = "0b6a1f3e-5d1c-4c0e-9a55-2f1f0f6f7a11";
export const sampleFax = (fields: object = {}) => ({
  record_type: "fax",
  id: faxId,
  direction: "outbound",
  status: "preparing",
  from: "+13125550100",
  to: "+13125550148",
  failure_reason: null,
  failure_detail: null,
  page_count: null,
  call_duration_secs: null,
  created_at: "2026-10-02T14:00:00.000Z",
  updated_at: "2026-10-02T14:00:00.000Z",
  ...fields,
});
