import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** The carrier's two headers: Ed25519 over `timestamp|body`, Base64, and the Unix time in seconds. */
export function signatureHeaders(key: KeyObject, body: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  return {
    "telnyx-signature-ed25519": sign(null, Buffer.from(`${timestamp}|${body}`), key).toString("base64"),
    "telnyx-timestamp": timestamp,
  };
}

/** The public key as the carrier's portal shows it: Base64 of the 32 raw bytes. */
export function publicKeyOf(key: KeyObject): string {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return Buffer.from(x ?? "", "base64url").toString("base64");
}

export const newSigningKey = (): KeyObject => generateKeyPairSync("ed25519").privateKey;

/** The key kept in `file`, made there at the first call; without a file a new one. */
export async function loadSigningKey(file: string | undefined): Promise<KeyObject> {
  if (!file) return newSigningKey();
  const kept = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (kept !== undefined) return createPrivateKey(kept);
  const key = newSigningKey();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, key.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  return key;
}
