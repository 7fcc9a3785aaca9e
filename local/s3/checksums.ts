/** The checksums that S3 keeps with an object (S3 User Guide, "Checking object integrity"). */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c, crc64nvme } from "./crc.ts";
import { invalidRequest } from "./s3-error.ts";

export const checksumAlgorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";
export type Checksum = { algorithm: ChecksumAlgorithm; value: string; type: ChecksumType };

/** A running checksum; `digest` is called once. */
export type RunningChecksum = { update(data: Buffer): void; digest(): Buffer };

const lengths: Record<ChecksumAlgorithm, number> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

export const checksumHeader = (algorithm: ChecksumAlgorithm): string =>
  `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The algorithm of a name in any case; throws InvalidRequest for an unknown one. */
export function algorithmNamed(name: string): ChecksumAlgorithm {
  const algorithm = checksumAlgorithms.find((known) => known === name.toUpperCase());
  if (!algorithm) throw invalidRequest("Checksum algorithm provided is unsupported.");
  return algorithm;
}

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case "SHA1":
    case "SHA256": {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (data) => void hash.update(data), digest: () => hash.digest() };
    }
    case "CRC32":
    case "CRC32C": {
      const step = algorithm === "CRC32" ? crc32 : crc32c;
      let crc = 0;
      return {
        update: (data) => void (crc = step(data, crc)),
        digest: () => {
          const bytes = Buffer.alloc(4);
          bytes.writeUInt32BE(crc);
          return bytes;
        },
      };
    }
    case "CRC64NVME": {
      let crc = { high: 0, low: 0 };
      return {
        update: (data) => void (crc = crc64nvme(data, crc)),
        digest: () => {
          const bytes = Buffer.alloc(8);
          bytes.writeUInt32BE(crc.high, 0);
          bytes.writeUInt32BE(crc.low, 4);
          return bytes;
        },
      };
    }
  }
}

/** What the request says about its checksum: a value now, a value in the trailer, or nothing. */
export type DeclaredChecksum = { algorithm: ChecksumAlgorithm; value: string | undefined };

/** Reads the checksum headers of an upload. Throws InvalidRequest for several, unknown or malformed ones. */
export function declaredChecksum(field: (name: string) => string | undefined): DeclaredChecksum | undefined {
  const given = checksumAlgorithms.flatMap((algorithm) => {
    const value = field(checksumHeader(algorithm));
    return value === undefined ? [] : [{ algorithm, value }];
  });
  const trailer = (field("x-amz-trailer") ?? "").trim().toLowerCase();
  const trailing = checksumAlgorithms.find((algorithm) => checksumHeader(algorithm) === trailer);
  if (given.length + (trailing ? 1 : 0) > 1) {
    throw invalidRequest(
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  }
  const declared = given[0] ?? (trailing ? { algorithm: trailing, value: undefined } : undefined);
  if (declared?.value !== undefined) assertChecksumForm(declared.algorithm, declared.value);
  const announced = field("x-amz-sdk-checksum-algorithm");
  if (announced !== undefined && algorithmNamed(announced) !== declared?.algorithm) {
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  return declared;
}

export function assertChecksumForm(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, "base64");
  if (bytes.length !== lengths[algorithm] || bytes.toString("base64") !== value) {
    throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
  }
}

/** The checksum of a multipart object made of its parts' checksums: `<base64>-<parts>`. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, partValues: string[]): string {
  const running = runningChecksum(algorithm);
  for (const value of partValues) running.update(Buffer.from(value, "base64"));
  return `${running.digest().toString("base64")}-${partValues.length}`;
}
