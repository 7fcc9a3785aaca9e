import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from "node:crypto";
import { Webhook } from "standardwebhooks";
import { livingSecrets, type Endpoint } from "../../core/events/endpoint.ts";

/** 24 random bytes, as Standard Webhooks writes its secrets. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(24).toString("base64")}`;

/** An Ed25519 key as an endpoint keeps it. */
export const newSigningKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");

/** The public key as the carrier's SDKs take it: Base64 of the 32 raw bytes. */
export function publicKeyOf(signingKey: string): string {
  const { x } = createPublicKey(readKey(signingKey)).export({ format: "jwk" });
  return Buffer.from(x ?? "", "base64url").toString("base64");
}

/**
 * The headers that prove a body to be ours: those of Standard Webhooks, with a signature for each living secret, or
 * the carrier's two. `now` in epoch ms.
 */
export function signWebhook(
  endpoint: Endpoint,
  eventId: string,
  body: string,
  now: number,
): Record<string, string> {
  const seconds = Math.floor(now / 1000);
  if (endpoint.format === "telnyx" && endpoint.signingKey !== undefined) {
    const signature = sign(null, Buffer.from(`${seconds}|${body}`), readKey(endpoint.signingKey));
    return {
      "telnyx-signature-ed25519": signature.toString("base64"),
      "telnyx-timestamp": String(seconds),
    };
  }
  const signatures = livingSecrets(endpoint, now).map((secret) =>
    new Webhook(secret).sign(eventId, new Date(seconds * 1000), body),
  );
  return {
    "webhook-id": eventId,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatures.join(" "),
  };
}

const readKey = (signingKey: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(signingKey, "base64"), format: "der", type: "pkcs8" });
