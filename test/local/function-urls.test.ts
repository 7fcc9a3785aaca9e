import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock } from "../../local/clock.ts";
import { openFunctionUrls } from "../../local/cloud/http/function-urls.ts";
import { openPool, type Pool } from "../../local/cloud/lambda/pool.ts";
import type { FunctionModel } from "../../local/cloud/template/functions.ts";
import type { Model } from "../../local/cloud/template/model.ts";

const source = `
const { Readable } = require("node:stream");
const { pipeline } = require("node:stream/promises");
const seen = [];
exports.handler = awslambda.streamifyResponse(async (event, out) => {
  const path = event.rawPath;
  if (path === "/seen") { out.write(JSON.stringify(seen)); return out.end(); }
  if (path === "/throws") throw new Error("as asked");
  if (path === "/nothing") return out.end();
  const body = awslambda.HttpResponseStream.from(out, { statusCode: 203, headers: { "x-own": "yes" } });
  if (path === "/empty") { body.write(""); return body.end(); }
  if (path === "/event") { body.write(JSON.stringify(event)); return body.end(); }
  if (path === "/breaks") { body.write("half"); await new Promise((go) => setTimeout(go, 50)); throw new Error("broke"); }
  const size = Number(event.queryStringParameters.bytes);
  function* pieces() { for (let left = size; left > 0; left -= 65536) yield Buffer.alloc(Math.min(left, 65536), 7); }
  await pipeline(Readable.from(pieces()), body).then(() => seen.push("whole"), () => seen.push("gone"));
});
`;
let folder: string;
let pool: Pool;
let server: Server;
let base: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "function-urls-"));
  await writeFile(join(folder, "index.js"), source);
  const clock = createClock();
  pool = openPool({
    clock,
    variablesOf: () => ({}),
    onColdStart: () => undefined,
    onInvocation: () => undefined,
    log: () => undefined,
  });
  const fn: FunctionModel = {
    name: "Pages",
    logicalId: "Pages00000000",
    physicalName: "stack-Pages",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:stack-Pages",
    roleArn: "",
    handler: "index.handler",
    codeFolder: folder,
    environment: {},
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    reservedConcurrency: 1,
    logGroup: "group",
  };
  const url = {
    logicalId: "Url",
    ref: "stack-Url",
    arn: "",
    properties: {
      TargetFunctionArn: fn.arn,
      AuthType: "NONE" as const,
      InvokeMode: "RESPONSE_STREAM" as const,
    },
  };
  const take = openFunctionUrls({ functions: [fn], functionUrls: [url] } as unknown as Model, pool, clock);
  server = createServer((request, response) => {
    if (!take(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_url/stack-url`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await pool.close();
  await rm(folder, { recursive: true });
});

describe("a function URL streams", () => {
  test("status, headers and body as the function writes them; the folder is not seen from within", async () => {
    const response = await fetch(`${base}/event?a=1`);
    expect(response.status).toBe(203);
    expect(response.headers.get("x-own")).toBe("yes");
    expect(await response.json()).toMatchObject({ rawPath: "/event", rawQueryString: "a=1" });
  });

  test("more than a buffered answer may hold, whole", async () => {
    const bytes = 20 * 1024 * 1024;
    const response = await fetch(`${base}/big?bytes=${bytes}`);
    expect((await response.arrayBuffer()).byteLength).toBe(bytes);
  });

  test("an empty body after an empty write; HEAD gets the headers", async () => {
    const empty = await fetch(`${base}/empty`);
    expect([empty.status, await empty.text()]).toEqual([203, ""]);
    const head = await fetch(`${base}/event`, { method: "HEAD" });
    expect([head.status, head.headers.get("x-own"), await head.text()]).toEqual([203, "yes", ""]);
  });

  test("nothing where the function wrote nothing or threw first: then there is neither status nor header", async () => {
    for (const path of ["nothing", "throws"]) expect((await fetch(`${base}/${path}`)).status).toBe(502);
  });

  test("an answer that breaks in the middle breaks for its client too", async () => {
    const response = await fetch(`${base}/breaks`);
    await expect(response.text()).rejects.toThrow();
  });

  test("to a client that leaves no further, and the function learns of it", async () => {
    await new Promise<void>((done) => {
      const request = get(`${base}/big?bytes=${200 * 1024 * 1024}`, (response: IncomingMessage) => {
        response.once("data", () => request.destroy());
        response.on("error", () => undefined);
        response.once("close", done);
      });
      request.on("error", () => undefined);
    });
    await expect
      .poll(async () => (await fetch(`${base}/seen`)).json(), { timeout: 10_000 })
      .toEqual(["whole", "gone"]);
  });

  test("and no other path is its", async () => {
    expect((await fetch(base.replace("stack-url", "other") + "/event")).status).toBe(404);
  });
});
