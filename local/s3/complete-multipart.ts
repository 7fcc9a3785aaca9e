/** CompleteMultipartUpload: the parts become one object without being copied. */
import { createHash } from "node:crypto";
import type { Part } from "./catalog.ts";
import {
  checksumAlgorithms,
  checksumHeader,
  compositeChecksum,
  runningChecksum,
  type Checksum,
} from "./checksums.ts";
import { bucketOf, field, quoted, sendXml, type S3Call } from "./call.ts";
import { checkWriteConditions } from "./conditions.ts";
import { uploadOf, type OpenUpload } from "./multipart.ts";
import { versionHeader } from "./object-headers.ts";
import { storeObject } from "./put-object.ts";
import { receiveDocument } from "./receive-body.ts";
import { invalidRequest, malformedXml, noSuchUpload, S3Error } from "./s3-error.ts";
import { childrenOf, leaf, parseXml, textOf, xmlDocument, type XmlNode } from "./xml.ts";

const smallestPartBytes = 5 * 1024 ** 2;

export async function completeMultipartUpload(call: S3Call): Promise<void> {
  const upload = uploadOf(call);
  const root = parseXml(await receiveDocument(call, "elsewhere"));
  const parts = selectParts(upload, childrenOf(root, "Part"));
  const digests = Buffer.concat(parts.map((part) => Buffer.from(part.eTag, "hex")));
  const eTag = `${createHash("md5").update(digests).digest("hex")}-${parts.length}`;
  const checksum = await checksumOfParts(call, upload, parts);
  const blobs = parts.map((part) => part.blob);
  const conditions = (name: string) => field(call, name);
  const { key, headers, tags, uploadId } = upload;
  const size = blobs.reduce((sum, blob) => sum + blob.size, 0);
  const version = await storeObject(
    call.store,
    bucketOf(call).name,
    { key, blobs, size, eTag, ...(checksum ? { checksum } : {}), headers, tags },
    {
      eventName: "ObjectCreated:CompleteMultipartUpload",
      check: (current) => {
        const now = call.store.catalog.uploads.get(uploadId);
        if (!now) throw noSuchUpload();
        // A part that was replaced meanwhile took its bytes with it.
        if (parts.some((part) => now.parts.get(part.number) !== part)) throw invalidPart();
        checkWriteConditions(conditions, current);
      },
      uploadId,
      ownBlobs: [],
    },
  );
  const location = `http://${call.request.headers.host ?? ""}${(call.request.url ?? "").split("?")[0]}`;
  sendXml(
    call,
    xmlDocument(
      "CompleteMultipartUploadResult",
      leaf("Location", location),
      leaf("Bucket", upload.bucket),
      leaf("Key", key),
      leaf("ETag", quoted(eTag)),
      checksum ? leaf(`Checksum${checksum.algorithm}`, checksum.value) : "",
      checksum ? leaf("ChecksumType", checksum.type) : "",
    ),
    { "x-amz-server-side-encryption": "AES256", ...versionHeader(call, version) },
  );
}

const invalidPart = () =>
  new S3Error(
    400,
    "InvalidPart",
    "One or more of the specified parts could not be found or its ETag did not match.",
  );

function selectParts(upload: OpenUpload, nodes: XmlNode[]): Part[] {
  if (nodes.length === 0 || nodes.length > 10_000) throw malformedXml();
  const numbers = nodes.map((node) => Number(textOf(node, "PartNumber")));
  if (numbers.some((number) => !Number.isSafeInteger(number))) throw malformedXml();
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw new S3Error(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  return nodes.map((node, index) => {
    const number = numbers[index] ?? 0;
    const eTag = (textOf(node, "ETag") ?? "").trim().replace(/^"(.*)"$/, "$1");
    const part = upload.parts.get(number);
    if (!part || part.eTag !== eTag) throw invalidPart();
    for (const algorithm of checksumAlgorithms) {
      const value = textOf(node, `Checksum${algorithm}`);
      if (value === undefined) continue;
      if (part.checksum?.algorithm !== algorithm || part.checksum.value !== value) throw invalidPart();
    }
    if (part.blob.size < smallestPartBytes && index < nodes.length - 1) {
      throw new S3Error(
        400,
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
      );
    }
    return part;
  });
}

async function checksumOfParts(
  call: S3Call,
  upload: OpenUpload,
  parts: Part[],
): Promise<Checksum | undefined> {
  const { algorithm, type } = upload.checksum ?? { algorithm: "CRC64NVME", type: "FULL_OBJECT" };
  let value: string;
  if (type === "COMPOSITE") {
    const values = parts.flatMap((part) =>
      part.checksum?.algorithm === algorithm ? [part.checksum.value] : [],
    );
    if (values.length !== parts.length) return undefined;
    value = compositeChecksum(algorithm, values);
  } else {
    const running = runningChecksum(algorithm);
    const blobs = parts.map((part) => part.blob);
    const size = blobs.reduce((sum, blob) => sum + blob.size, 0);
    const bytes = size === 0 ? [] : (call.store.blobs.read(blobs, 0, size - 1) as AsyncIterable<Buffer>);
    for await (const chunk of bytes) running.update(chunk);
    value = running.digest().toString("base64");
  }
  const expected = field(call, checksumHeader(algorithm));
  if (expected !== undefined && expected !== value && `${expected}-${parts.length}` !== value) {
    throw new S3Error(
      400,
      "BadDigest",
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
  const expectedSize = field(call, "x-amz-mp-object-size");
  const size = parts.reduce((sum, part) => sum + part.blob.size, 0);
  if (expectedSize !== undefined && Number(expectedSize) !== size) {
    throw invalidRequest("The provided 'x-amz-mp-object-size' header does not match what was computed.");
  }
  return { algorithm, value, type };
}
