/** ListMultipartUploads and ListParts. */
import { bucketOf, quoted, sendXml, type S3Call } from "./call.ts";
import { pageOf, pageSize } from "./list-page.ts";
import { commonPrefixes, keyWriter, lastOf } from "./list-xml.ts";
import { uploadOf } from "./multipart.ts";
import { invalidArgument } from "./s3-error.ts";
import { compareKeys } from "./sorted-keys.ts";
import { branch, leaf, xmlDocument } from "./xml.ts";

export async function listMultipartUploads(call: S3Call): Promise<void> {
  const bucket = bucketOf(call);
  const { query } = call.target;
  const prefix = query.get("prefix") ?? "";
  const maxUploads = pageSize(query.get("max-uploads"), "max-uploads");
  const { type, write } = keyWriter(call);
  const marker = query.get("key-marker") ?? "";
  const uploads = [...call.store.catalog.uploads.values()]
    .filter(
      (upload) => upload.bucket === bucket.name && (marker === "" || compareKeys(upload.key, marker) > 0),
    )
    .sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.time, b.time));
  const delimiter = query.get("delimiter") ?? "";
  const page = pageOf(uploads, { prefix, delimiter, maxKeys: maxUploads });
  sendXml(
    call,
    xmlDocument(
      "ListMultipartUploadsResult",
      leaf("Bucket", bucket.name),
      leaf("KeyMarker", write(marker)),
      leaf("Prefix", write(prefix)),
      leaf("MaxUploads", maxUploads),
      leaf("EncodingType", type),
      page.isTruncated ? leaf("NextKeyMarker", write(lastOf(page))) : "",
      leaf("IsTruncated", page.isTruncated),
      ...page.entries.map((entry) =>
        "item" in entry
          ? branch(
              "Upload",
              leaf("Key", write(entry.item.key)),
              leaf("UploadId", entry.item.uploadId),
              leaf("StorageClass", "STANDARD"),
              leaf("Initiated", entry.item.time),
            )
          : "",
      ),
      commonPrefixes(page, write),
    ),
  );
}

export async function listParts(call: S3Call): Promise<void> {
  const upload = uploadOf(call);
  const { query } = call.target;
  const maxParts = pageSize(query.get("max-parts"), "max-parts");
  const marker = query.get("part-number-marker") ?? "0";
  if (!/^\d{1,9}$/.test(marker)) throw invalidArgument("Argument part-number-marker must be an integer");
  const after = Number(marker);
  const later = [...upload.parts.values()]
    .filter((part) => part.number > after)
    .sort((a, b) => a.number - b.number);
  const shown = later.slice(0, maxParts);
  const isTruncated = shown.length < later.length;
  sendXml(
    call,
    xmlDocument(
      "ListPartsResult",
      leaf("Bucket", upload.bucket),
      leaf("Key", upload.key),
      leaf("UploadId", upload.uploadId),
      leaf("PartNumberMarker", after),
      isTruncated ? leaf("NextPartNumberMarker", shown.at(-1)?.number) : "",
      leaf("MaxParts", maxParts),
      leaf("IsTruncated", isTruncated),
      leaf("StorageClass", "STANDARD"),
      ...shown.map((part) =>
        branch(
          "Part",
          leaf("PartNumber", part.number),
          leaf("LastModified", part.time),
          leaf("ETag", quoted(part.eTag)),
          leaf("Size", part.blob.size),
          part.checksum ? leaf(`Checksum${part.checksum.algorithm}`, part.checksum.value) : "",
        ),
      ),
    ),
  );
}
