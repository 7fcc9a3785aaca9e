import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Surroundings } from "./surroundings.ts";

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 as the signer wants it, keyed where it gives a secret. */
class Sha256 {
  private hash: Hash | Hmac;
  private readonly secret: Data | undefined;

  constructor(secret?: Data) {
    this.secret = secret;
    this.hash = this.fresh();
  }

  update(data: Data): void {
    this.hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    this.hash = this.fresh();
  }

  private fresh(): Hash | Hmac {
    return this.secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(this.secret));
  }
}

const bytesOf = (data: Data): string | Uint8Array =>
  typeof data === "string"
    ? data
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);

/** The SDK's own signer (AWS Signature Version 4) over node's hashes. S3 signs paths as they are, the others encode again. */
export const openSigner = ({ region, credentials }: Surroundings, service: string): SignatureV4 =>
  new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
