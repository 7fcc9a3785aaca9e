import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { finished } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { isNamedOrigin, refusalOfUrl, type FetchRule } from "../../core/web-address.ts";
import { isPrivateRefusal, publicLookup } from "./public-lookup.ts";

export type WebhookAnswer =
  /** Any status, a redirect too: it is not followed. `answer`: the first bytes of the body as text. */
  | { kind: "answered"; status: number; answer: string }
  /** Never sent: the address is not one we call. */
  | { kind: "refused"; why: string }
  /** A time-out or a broken connection. */
  | { kind: "failed"; why: string };

export type WebhookRequest = { headers: Record<string, string>; body: string };
export type WebhookLimits = { timeoutMs: number; maxAnswerBytes: number };

/**
 * Posts one webhook and reads the beginning of what is answered. https and public addresses only, checked again on the
 * address really connected to; named origins are exempt. It never throws, and no `why` holds the URL.
 */
export async function postWebhook(
  url: string,
  request: WebhookRequest,
  rule: FetchRule,
  limits: WebhookLimits,
): Promise<WebhookAnswer> {
  if (!URL.canParse(url)) return { kind: "refused", why: "the URL cannot be read" };
  const target = new URL(url);
  const refusal = refusalOfUrl(target, rule);
  if (refusal) return { kind: "refused", why: refusal };
  const body = Buffer.from(request.body, "utf8");
  try {
    return await exchange(openRequest(target, request.headers, body, rule), body, limits);
  } catch (error) {
    // A header that HTTP cannot carry throws at once.
    return { kind: "failed", why: `the request could not be made (${codeOf(error)})` };
  }
}

/** The headers: the caller's, then those that are not the caller's to choose. */
const openRequest = (
  url: URL,
  headers: Record<string, string>,
  body: Buffer,
  rule: FetchRule,
): http.ClientRequest =>
  (url.protocol === "https:" ? https : http).request(url, {
    method: "POST",
    agent: false,
    headers: { ...headers, "user-agent": "serverless-fax", "content-length": body.byteLength },
    lookup: isNamedOrigin(url, rule) ? lookup : publicLookup,
  });

/** Sends the body and reads the answer. Once a status has come, nothing that happens later undoes it. */
function exchange(sent: http.ClientRequest, body: Buffer, limits: WebhookLimits): Promise<WebhookAnswer> {
  return new Promise((resolve) => {
    let status: number | undefined;
    const came: Buffer[] = [];
    const finish = (withoutStatus: WebhookAnswer) => {
      clearTimeout(timer);
      const read = () => beginningOf(Buffer.concat(came), limits.maxAnswerBytes);
      resolve(status === undefined ? withoutStatus : { kind: "answered", status, answer: read() });
      sent.destroy();
    };
    const seconds = limits.timeoutMs / 1000;
    const late: WebhookAnswer = { kind: "failed", why: `it did not answer within ${seconds} s` };
    const timer = setTimeout(() => finish(late), limits.timeoutMs);
    sent.on("error", (error) => finish(outcomeOf(error)));
    sent.on("close", () => {
      // An answer that switches protocols closes the request without an error. After a status the body decides.
      if (status === undefined) finish(brokenOff);
    });
    sent.on("response", (response) => {
      status = response.statusCode ?? 0;
      let bytesLeft = limits.maxAnswerBytes;
      response.on("data", (piece: Buffer) => {
        came.push(piece);
        bytesLeft -= piece.byteLength;
        if (bytesLeft <= 0) finish(brokenOff);
      });
      finished(response, () => finish(brokenOff));
    });
    sent.end(body);
  });
}

const brokenOff: WebhookAnswer = { kind: "failed", why: "the connection failed (ECONNRESET)" };

const outcomeOf = (error: NodeJS.ErrnoException): WebhookAnswer =>
  isPrivateRefusal(error)
    ? { kind: "refused", why: "private addresses are not fetched" }
    : { kind: "failed", why: `the connection failed (${codeOf(error)})` };

/** The first bytes as text; the decoder keeps back a last character that was cut. */
const beginningOf = (bytes: Buffer, maxBytes: number): string =>
  new StringDecoder("utf8").write(bytes.subarray(0, maxBytes));

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
