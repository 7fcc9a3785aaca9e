/** Passes a request on to an engine over a kept connection. */
import { isObject, type Json } from "../needs/need.ts";
import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";

export type EngineAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

export class EngineLost extends Error {
  constructor(name: string, cause: unknown) {
    super(`The ${name} engine does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = "EngineLost";
  }
}

export type Forward = (
  headers: Record<string, string>,
  body: Buffer,
  signal: AbortSignal,
) => Promise<EngineAnswer>;

/** The body of an answer. @throws EngineLost without quoting it, when it is no JSON object */
export function jsonOf(name: string, { body }: EngineAnswer): Json {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (isObject(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new EngineLost(name, "its answer is no JSON object");
}

/** DynamoDB and SQS answer with a megabyte or so; what is far beyond is a broken engine. */
const answerLimitBytes = 32 * 1024 * 1024;

/**
 * One engine's door-side end. It never sends a request twice: a lost answer is the caller's to judge.
 * The promise rejects with EngineLost.
 */
export function openForward(name: string, url: string): { forward: Forward; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const forward: Forward = (headers, body, signal) =>
    new Promise((resolve, reject) => {
      const lost = (cause: unknown) => reject(new EngineLost(name, cause));
      const outgoing = httpRequest(
        url,
        { method: "POST", agent, signal, headers: { ...headers, "content-length": body.length } },
        (answer) => {
          const chunks: Buffer[] = [];
          let size = 0;
          answer.on("data", (chunk: Buffer) => {
            size += chunk.length;
            if (size > answerLimitBytes) answer.destroy(new Error("the answer is too large"));
            else chunks.push(chunk);
          });
          answer.on("error", lost);
          answer.on("end", () =>
            resolve({
              status: answer.statusCode ?? 500,
              headers: answer.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on("error", lost);
      outgoing.end(body);
    });
  return { forward, close: () => agent.destroy() };
}
