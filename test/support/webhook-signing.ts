import { generateKeyPairSync, sign } from "node:crypto";

/** A carrier that signs: its public key as the portal shows it, and the headers of a webhook at `now` (epoch ms). */
export function signingCarrier() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return {
    publicKey: Buffer.from(x, "base64url").toString("base64"),
    /** The same key in the form that the carrier does not use. */
    derKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    signed(body: string | Buffer, now: number, timestamp = String(Math.floor(now / 1000))) {
      const bytes = Buffer.concat([Buffer.from(`${timestamp}|`), Buffer.from(body)]);
      return { signature: sign(null, bytes, privateKey).toString("base64"), timestamp };
    },
  };
}
