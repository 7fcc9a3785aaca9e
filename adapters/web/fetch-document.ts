import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { gather } from "../../core/documents/gather-pieces.ts";
import { isNamedOrigin, refusalOfUrl, type FetchRule } from "../../core/web-address.ts";
import { isPrivateRefusal, publicLookup } from "./public-lookup.ts";

export type FetchOutcome =
  | { kind: "fetched"; bytes: Buffer; contentType: string }
  /** Will not get better by itself: a refused address, a 4xx, a redirect without end. */
  | { kind: "refused"; status?: number; why: string }
  | { kind: "too_large" }
  /** May get better: a time-out, a 5xx, a broken connection. */
  | { kind: "failed"; why: string };

export type FetchLimits = { maxBytes: number; timeoutMs: number; maxRedirects: number };

/**
 * Fetches a document by plain GET, without any header of ours. https and public addresses only, checked at every
 * redirect and again on the address really connected to; named origins are exempt.
 */
export async function fetchDocument(
  link: string,
  rule: FetchRule,
  limits: FetchLimits,
): Promise<FetchOutcome> {
  const deadline = performance.now() + limits.timeoutMs;
  let url = link;
  for (let hop = 0; hop <= limits.maxRedirects; hop++) {
    if (!URL.canParse(url)) return { kind: "refused", why: "the URL cannot be read" };
    const target = new URL(url);
    const refusal = refusalOfUrl(target, rule);
    if (refusal) return { kind: "refused", why: refusal };
    const answer = await get(target, rule, limits.maxBytes, Math.max(1, deadline - performance.now()));
    if (answer.kind !== "redirect") return answer;
    url = URL.canParse(answer.location, target) ? new URL(answer.location, target).href : answer.location;
  }
  return { kind: "refused", why: "there are too many redirects" };
}

type Answer = FetchOutcome | { kind: "redirect"; location: string };

function get(url: URL, rule: FetchRule, maxBytes: number, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const request = (url.protocol === "https:" ? https : http).request(url, {
      agent: false,
      headers: { accept: "*/*", "user-agent": "serverless-fax" },
      lookup: isNamedOrigin(url, rule) ? lookup : publicLookup,
    });
    const finish = (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
      request.destroy();
    };
    const timer = setTimeout(
      () => finish({ kind: "failed", why: `it did not arrive within ${Math.round(timeoutMs / 1000)} s` }),
      timeoutMs,
    );
    request.on("error", (error: NodeJS.ErrnoException) =>
      finish(
        isPrivateRefusal(error)
          ? { kind: "refused", why: "private addresses are not fetched" }
          : { kind: "failed", why: `the connection failed (${error.code ?? "unknown"})` },
      ),
    );
    request.on("response", (response) => read(response, maxBytes, finish));
    request.end();
  });
}

function read(response: http.IncomingMessage, maxBytes: number, finish: (answer: Answer) => void): void {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400 && response.headers.location) {
    return finish({ kind: "redirect", location: response.headers.location });
  }
  if (status < 200 || status >= 300) {
    const why = `the server answered ${status}`;
    return finish(
      status >= 500 || status === 429 ? { kind: "failed", why } : { kind: "refused", status, why },
    );
  }
  const { "content-length": told, "content-type": contentType = "" } = response.headers;
  gather(response, { maxBytes, expectedBytes: told === undefined ? undefined : Number(told) }).then(
    (bytes) => finish(bytes ? { kind: "fetched", bytes, contentType } : { kind: "too_large" }),
    () => finish({ kind: "failed", why: "the connection broke off" }),
  );
}
