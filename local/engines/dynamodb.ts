/** The laptop's DynamoDB: an engine of its own process, spoken to over DynamoDB's own protocol. */
import { createServer, type AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { indexStream } from "./stream-index.ts";
import { startEngineProcess, type EngineProcess } from "./engine-process.ts";

export type DynamodbEngine = {
  url: string;
  /** One call of DynamoDB's (or its streams') JSON protocol; rejects with an Error named as the service names it. */
  call(target: string, body: unknown): Promise<unknown>;
  close(): Promise<void>;
};

const version = "1.2.1";
const startSeconds = 15;
const streamOperations = new Set(["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"]);

/**
 * The engine wants to see a signature and does not check it: the door has checked the real one. It is the same for
 * everybody, because some engines keep a set of tables per access key.
 */
export const engineAuthorization =
  "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, " +
  `Signature=${"0".repeat(64)}`;

/**
 * Starts the engine with its data in `file`, or in memory without one; or uses the one that LOCAL_DYNAMODB_URL
 * names. Rejects with one sentence when there is none, or when it does not come up within 15 s.
 */
export async function startDynamodb(options: {
  file: string | undefined;
  log: (line: string) => void;
}): Promise<DynamodbEngine> {
  const given = process.env["LOCAL_DYNAMODB_URL"];
  if (given !== undefined && given !== "") {
    const url = loopbackUrl(given);
    await answersWithin(url, startSeconds, () => false);
    return { url, call: (target, body) => call(url, target, body), close: () => Promise.resolve() };
  }
  const binary = engineBinary();
  if (options.file !== undefined) mkdirSync(dirname(options.file), { recursive: true });
  const { url, child } = await launch(binary, options);
  return { url, call: (target, body) => call(url, target, body), close: () => child.stop() };
}

async function launch(
  binary: string,
  { file, log }: { file: string | undefined; log: (line: string) => void },
): Promise<{ url: string; child: EngineProcess }> {
  // A port found free can be taken before the engine binds it.
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const place = file === undefined ? [] : ["--db-path", file];
    const said: string[] = [];
    const child = startEngineProcess(
      binary,
      ["--host", "127.0.0.1", "--port", String(port), ...place],
      (line) => {
        said.push(line);
        log(line);
      },
    );
    if (await answersWithin(url, startSeconds, () => child.hasExited).catch(() => false)) {
      if (file !== undefined) quicken(file, log);
      return { url, child };
    }
    await child.stop();
    if (tries === 3) throw new Error(`The DynamoDB engine did not start. ${said.slice(-3).join(" ")}`.trim());
  }
}

function quicken(file: string, log: (line: string) => void): void {
  try {
    indexStream(file);
  } catch (error) {
    log(`The engine's stream got no index, so writes slow down as it grows: ${String(error)}`);
  }
}

function engineBinary(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    return createRequire(import.meta.url).resolve(`${name}/${file}`);
  } catch {
    throw new Error(
      `The DynamoDB engine is not installed: run \`npm install --no-save ${name}@${version}\`, or start any ` +
        "DynamoDB of your own on this machine and set LOCAL_DYNAMODB_URL=http://127.0.0.1:PORT.",
    );
  }
}

function loopbackUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" || !["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) {
    throw new Error("LOCAL_DYNAMODB_URL must be a http:// address of this machine (127.0.0.1).");
  }
  return url.origin;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** True once it answers; false when it has ended. Rejects after the time. */
async function answersWithin(url: string, seconds: number, hasEnded: () => boolean): Promise<boolean> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    if (hasEnded()) return false;
    try {
      await call(url, "ListTables", {});
      return true;
    } catch (error) {
      if (performance.now() > until) {
        throw new Error(`No DynamoDB answers at ${url} within ${seconds} s.`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** The version in the header that names an operation. */
export const dynamodbTarget = (operation: string): string =>
  `${streamOperations.has(operation) ? "DynamoDBStreams" : "DynamoDB"}_20120810.${operation}`;

async function call(url: string, operation: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": dynamodbTarget(operation),
      authorization: engineAuthorization,
      "x-amz-date": "20260101T000000Z",
    },
    body: JSON.stringify(body),
  });
  return answerOf(operation, response);
}

/** The parsed answer. @throws Error whose name is the service's error code */
export async function answerOf(operation: string, response: Response): Promise<unknown> {
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const {
    __type = "Error",
    message,
    Message,
  } = answer as Record<"__type" | "message" | "Message", string | undefined>;
  const error = new Error(`${operation}: ${message ?? Message ?? __type}`);
  error.name = __type.split("#").at(-1) ?? __type;
  throw error;
}
