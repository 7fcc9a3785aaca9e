import { createPublicKey, verify, type KeyObject } from "node:crypto";

/** How old or new a signature may be, in seconds (the carrier's SDK uses the same). */
const toleranceSeconds = 300;

export type WebhookVerdict = { ok: true } | { ok: false; why: string };

/** The carrier's public keys: Base64 of 32 raw bytes each. A key that is none is an error at start, not at use. */
export function readPublicKeys(keys: string[]): KeyObject[] {
  return keys.map((key) => {
    const raw = Buffer.from(key, "base64");
    if (raw.length !== 32) {
      throw new Error(
        "a carrier public key must be the Base64 of 32 bytes, as the carrier's portal shows it",
      );
    }
    return createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
      format: "jwk",
    });
  });
}

/**
 * Verifies Telnyx's Ed25519 signature over `timestamp|raw body`, before anything is parsed.
 * `now` in epoch ms. The sentence of a refusal names the likely cause.
 */
export function verifyWebhook(
  body: Buffer,
  headers: { signature: string | undefined; timestamp: string | undefined },
  keys: KeyObject[],
  now: number,
): WebhookVerdict {
  const { signature, timestamp } = headers;
  if (!signature || !timestamp) return refuse("the signature or timestamp header is missing");
  if (!/^\d{1,12}$/.test(timestamp)) return refuse("the timestamp header is not a number of seconds");
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) {
    return refuse(`the timestamp is more than ${toleranceSeconds} s away from now`);
  }
  if (!/^[A-Za-z0-9+/]{86}==$/.test(signature)) {
    return refuse("the signature is not the Base64 of 64 bytes");
  }
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
  const bytes = Buffer.from(signature, "base64");
  return keys.some((key) => verify(null, signed, key, bytes))
    ? { ok: true }
    : refuse("no configured public key made this signature, or the body was altered");
}

const refuse = (why: string): WebhookVerdict => ({ ok: false, why });
