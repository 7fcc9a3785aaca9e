import { createPublicKey, verify } from "node:crypto";
import { pathToFileURL } from "node:url";

/** Loads a bundled webhook function, gives it events one after the other, and says what each cost in CPU. */
type Given = {
  file: string;
  body: string;
  signature: string;
  timestamp: string;
  events: number;
  /** Raw, base64. */
  publicKey: string;
};
const given = JSON.parse(process.argv[2] ?? "") as Given;

type Handler = (event: object) => Promise<{ statusCode: number }>;
const loaded = (await import(pathToFileURL(given.file).href)) as {
  handler?: Handler;
  default?: { handler: Handler };
};
const handler = loaded.handler ?? loaded.default?.handler;
if (!handler) throw new Error(`${given.file} has no handler`);

const event = {
  body: given.body,
  isBase64Encoded: false,
  headers: { "telnyx-signature-ed25519": given.signature, "telnyx-timestamp": given.timestamp },
};
async function handle(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { statusCode } = await (handler as Handler)(event);
    if (statusCode !== 200) throw new Error(`the webhook answered ${statusCode}`);
  }
}

const key = createPublicKey({
  key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(given.publicKey, "base64").toString("base64url") },
  format: "jwk",
});
const signed = Buffer.from(`${given.timestamp}|${given.body}`);
const signature = Buffer.from(given.signature, "base64");
function check(count: number): void {
  for (let index = 0; index < count; index++) {
    if (!verify(null, signed, key, signature)) throw new Error("the signature is not good");
  }
}

/** Microseconds of CPU, user and system, for each of `count`. */
async function cost(count: number, work: (count: number) => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work(count);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

await handle(Math.ceil(given.events / 4));
check(Math.ceil(given.events / 4));
const eventUs = await cost(given.events, handle);
const verifyUs = await cost(given.events, check);
console.log(JSON.stringify({ eventUs, verifyUs }));
