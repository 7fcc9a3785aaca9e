import Telnyx from "telnyx";
import { describe, expect, it } from "vitest";
import { readPublicKeys, verifyWebhook } from "../../../adapters/telnyx/webhook.ts";
import { webhookBody } from "../../support/carrier-events.ts";
import { signingCarrier } from "../../support/webhook-signing.ts";

const carrier = signingCarrier();
const other = signingCarrier();
const keys = readPublicKeys([carrier.publicKey]);
const now = Date.now();
const body = JSON.stringify(webhookBody("fax.delivered"));

type Headers = { signature: string | undefined; timestamp: string | undefined };
const verdict = (headers: Headers, bytes: string | Buffer = body, at = now) =>
  verifyWebhook(Buffer.from(bytes), headers, keys, at);
const good = carrier.signed(body, now);
const seconds = Math.floor(now / 1000);

const cases: [name: string, headers: Headers, body: string, why: string | undefined][] = [
  ["good", good, body, undefined],
  ["wrong key", other.signed(body, now), body, "no configured public key"],
  ["altered body", good, body.replace("delivered", "failed"), "no configured public key"],
  ["a body written anew", good, JSON.stringify(JSON.parse(body), null, 1), "no configured public key"],
  ["an empty body", good, "", "no configured public key"],
  ["altered timestamp", { ...good, timestamp: String(seconds - 1) }, body, "no configured public key"],
  ["299 s old", carrier.signed(body, now - 299_000), body, undefined],
  ["stale", carrier.signed(body, now - 302_000), body, "away from now"],
  ["from the future", carrier.signed(body, now + 302_000), body, "away from now"],
  ["299 s ahead", carrier.signed(body, now + 299_000), body, undefined],
  ["a timestamp in words", carrier.signed(body, now, "yesterday"), body, "not a number"],
  ["a timestamp with a fraction", carrier.signed(body, now, `${seconds}.5`), body, "not a number"],
  ["a negative timestamp", carrier.signed(body, now, `-${seconds}`), body, "not a number"],
  ["a timestamp in hex", carrier.signed(body, now, `0x${seconds.toString(16)}`), body, "not a number"],
  ["a timestamp with a space", carrier.signed(body, now, ` ${seconds}`), body, "not a number"],
  ["no signature", { ...good, signature: undefined }, body, "missing"],
  ["no timestamp", { ...good, timestamp: undefined }, body, "missing"],
  ["an empty signature", { ...good, signature: "" }, body, "missing"],
  ["a signature of 63 bytes", { ...good, signature: Buffer.alloc(63).toString("base64") }, body, "64 bytes"],
  ["a signature that is no Base64", { ...good, signature: "!".repeat(88) }, body, "64 bytes"],
  [
    "a signature of zeros",
    { ...good, signature: Buffer.alloc(64).toString("base64") },
    body,
    "no configured public key",
  ],
];

describe("a forged or stale event is refused", () => {
  it.each(cases)("%s", (_name, headers, bytes, why) => {
    const outcome = verdict(headers, bytes);
    expect(outcome.ok ? undefined : outcome.why).toEqual(why && expect.stringContaining(why));
  });

  it("the bytes are signed as they came, whatever they are", () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x7c, 0x0a]);
    expect(verdict(carrier.signed(bytes, now), bytes).ok).toBe(true);
  });

  it("without any key nothing is authentic", () => {
    expect(verifyWebhook(Buffer.from(body), good, [], now).ok).toBe(false);
  });

  it("while keys are exchanged either one is good", () => {
    const both = readPublicKeys([other.publicKey, carrier.publicKey]);
    expect(verifyWebhook(Buffer.from(body), good, both, now).ok).toBe(true);
    expect(verifyWebhook(Buffer.from(body), other.signed(body, now), both, now).ok).toBe(true);
    expect(verifyWebhook(Buffer.from(body), signingCarrier().signed(body, now), both, now).ok).toBe(false);
  });
});

describe("a public key", () => {
  it.each([
    ["in DER form", carrier.derKey],
    ["in PEM form", `-----BEGIN PUBLIC KEY-----\n${carrier.derKey}\n-----END PUBLIC KEY-----`],
    ["cut short", carrier.publicKey.slice(0, 40)],
    ["empty", ""],
    ["in hex", Buffer.from(carrier.publicKey, "base64").toString("hex")],
  ])("%s is an error at start that says what is wanted", (_form, key) => {
    expect(() => readPublicKeys([key])).toThrow("Base64 of 32 bytes");
  });
});

describe("the carrier's own SDK", () => {
  const client = new Telnyx({ apiKey: "unused", publicKey: carrier.publicKey });
  const sdkAccepts = (headers: Headers, bytes: string) =>
    client.webhooks
      .unwrap(bytes, {
        headers: {
          ...(headers.signature === undefined ? {} : { "telnyx-signature-ed25519": headers.signature }),
          ...(headers.timestamp === undefined ? {} : { "telnyx-timestamp": headers.timestamp }),
        },
      })
      .then(
        () => true,
        () => false,
      );

  // The SDK reads a time with parseInt and so takes some words for numbers; we do not.
  const stricterHere = ["a timestamp with a fraction", "a timestamp with a space"];

  it.each(cases)("agrees: %s", async (name, headers, bytes, why) => {
    const accepted = await sdkAccepts(headers, bytes);
    if (!stricterHere.includes(name)) expect(accepted).toBe(why === undefined);
  });
});
