import { createHash, timingSafeEqual } from "node:crypto";
import type { Guard } from "./incoming-http.ts";
import { refuse } from "./refusal.ts";

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Browsers name the page a request comes from; everything else does not. */
const isFromHere = (origin: string | undefined): boolean =>
  origin === undefined || loopback.test(origin.replace(/^https?:\/\//, ""));

/**
 * Lets in only requests that name loopback as their host and, from a browser, as their origin;
 * to the API only those with the key.
 */
export function createGuard(apiKey: string): Guard {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(`Bearer ${apiKey}`);
  return (path, headers) => {
    // A page in the user's browser could otherwise steer us, also through a name of its own.
    if (!loopback.test(headers.host ?? "") || !isFromHere(headers.origin)) {
      throw refuse(400, "10015", "The simulator answers on loopback only.");
    }
    if (!path.startsWith("/v2")) return;
    if (timingSafeEqual(digest(headers.authorization ?? ""), expected)) return;
    throw refuse(401, "10009", "The required authentication headers were either invalid or not included.");
  };
}
