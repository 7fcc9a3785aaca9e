/** The S3 engine and its signature check alone: `node test/local/s3-server.ts PORT ACCESS SECRET [DIRECTORY]`. */
import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock, type Clock } from "../../local/clock.ts";
import { isPostForm, openS3, type Permissions, type S3Engine, type S3Event } from "../../local/s3/engine.ts";
import { s3Actions } from "../../local/s3/operations.ts";
import { verifySignature, type Credentials } from "../../local/sigv4.ts";

export type S3Server = { url: string; engine: S3Engine; events: S3Event[]; stop(): Promise<void> };

export async function startS3(options: {
  credentials: Credentials;
  directory?: string;
  port?: number;
  clock?: Clock;
  permissions?: Permissions;
  onEvent?: (event: S3Event) => void | Promise<void>;
}): Promise<S3Server> {
  const { credentials, clock = createClock(), permissions = { may: () => true } } = options;
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), "s3-engine-"));
  const credentialsOf = (id: string) => (id === credentials.accessKeyId ? credentials : undefined);
  const events: S3Event[] = [];
  const onEvent = options.onEvent ?? ((event: S3Event) => void events.push(event));
  const engine = await openS3({ directory, clock, onEvent, credentialsOf });
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    if (method === "OPTIONS") return void engine.handlePreflight(request, response);
    if (isPostForm(request)) return void engine.handlePostForm(request, response, () => true);
    const verdict = verifySignature({ method, url, headers }, "s3", credentialsOf, clock.now());
    if (verdict.ok) return void engine.handle(request, response, verdict, permissions);
    const { bucket, needs } = s3Actions({ method, url, headers });
    if (verdict.anonymous && engine.permitsEverybody(bucket, needs)) {
      const anonymous = {
        ok: true,
        accessKeyId: "",
        presigned: false,
        payload: { kind: "unsigned" },
      } as const;
      return void engine.handle(request, response, anonymous);
    }
    engine.refuse(request, response, verdict);
  });
  await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    engine,
    events,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });

if (import.meta.main) {
  const [port = "0", accessKeyId = "", secretAccessKey = "", directory] = process.argv.slice(2);
  const credentials = { accessKeyId, secretAccessKey };
  const server = await startS3({ credentials, port: Number(port), ...(directory ? { directory } : {}) });
  console.log(server.url);
}
