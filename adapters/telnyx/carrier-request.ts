import http from "node:http";
import https from "node:https";

export type CarrierAnswer = { status: number; body: string; retryAfterSeconds: number };

/** `sent: false` = not one byte of the request left us. */
export class CarrierCallError extends Error {
  readonly sent: boolean;
  constructor(message: string, sent: boolean) {
    super(message);
    this.name = "CarrierCallError";
    this.sent = sent;
  }
}

const maxAnswerBytes = 1_000_000;

/**
 * One request on a fresh connection: no keep-alive, no redirects, no retries, `timeoutMs` for the whole of it.
 * Throws `CarrierCallError`, which says whether anything can have reached the carrier.
 */
export function carrierRequest(options: {
  method: string;
  url: string;
  key: string;
  body?: unknown;
  timeoutMs: number;
}): Promise<CarrierAnswer> {
  const url = new URL(options.url);
  const secure = url.protocol === "https:";
  const payload = options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body));
  return new Promise((resolve, reject) => {
    let connected = false;
    const request = open(secure, url, options, payload?.length);
    if (!request) return reject(new CarrierCallError("the carrier's key cannot stand in a header", false));
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new CarrierCallError(why, connected));
      request.destroy();
    };
    const timer = setTimeout(() => fail(`no answer within ${options.timeoutMs} ms`), options.timeoutMs);
    request.on("socket", (socket) =>
      socket.once(secure ? "secureConnect" : "connect", () => (connected = true)),
    );
    request.on("error", (error) => fail((error as NodeJS.ErrnoException).code ?? "connection failed"));
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxAnswerBytes) return fail("the answer is too long");
        chunks.push(chunk);
      });
      response.on("error", () => fail("the answer broke off"));
      response.on("aborted", () => fail("the answer broke off"));
      response.on("end", () => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString("utf8"),
          retryAfterSeconds: retryAfter(response.headers),
        });
      });
    });
    request.end(payload);
  });
}

/** Begins the request; undefined where the key holds what no header may hold. */
function open(
  secure: boolean,
  url: URL,
  { method, key }: { method: string; key: string },
  payloadLength: number | undefined,
): http.ClientRequest | undefined {
  try {
    return (secure ? https : http).request(url, {
      method,
      agent: false,
      headers: {
        authorization: `Bearer ${key}`,
        accept: "application/json",
        "user-agent": "serverless-fax",
        ...(payloadLength ? { "content-type": "application/json", "content-length": payloadLength } : {}),
      },
    });
  } catch {
    return undefined;
  }
}

/** How long the carrier asks us to wait, in seconds; 30 where it does not say. */
function retryAfter(headers: http.IncomingHttpHeaders): number {
  const seconds = Number(headers["retry-after"] ?? headers["x-ratelimit-reset"]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 600) : 30;
}
