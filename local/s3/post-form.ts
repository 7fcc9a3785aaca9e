/** PostObject: an upload by an HTML form, which carries its own signature. */
import { createHash } from "node:crypto";
import type { Credentials } from "../sigv4.ts";
import { bucketOf, quoted, sendEmpty, setHeaders, type S3Call } from "./call.ts";
import { runningChecksum } from "./checksums.ts";
import { FormReader } from "./form-parts.ts";
import { assertKey, isMetadataName } from "./object-headers.ts";
import { objectArn } from "./operations.ts";
import { checkPostPolicy, type PostPolicy } from "./post-policy.ts";
import { storeObject } from "./put-object.ts";
import { accessDenied, invalidArgument, S3Error } from "./s3-error.ts";
import { leaf, xmlDocument } from "./xml.ts";

const fieldsLimitBytes = 20_000;
const keptFields = ["cache-control", "content-type", "content-disposition", "content-encoding", "expires"];

/** Asked with the key id that signed the form, before a byte of the file is kept. */
export type MayPost = (accessKeyId: string, action: string, resource: string) => boolean;

export async function postObject(
  call: S3Call,
  credentialsOf: (accessKeyId: string) => Credentials | undefined,
  may: MayPost,
): Promise<void> {
  const bucket = bucketOf(call).name;
  const source = call.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const form = new FormReader(source, call.request.headers["content-type"] ?? "");
  const { fields, fileName } = await readFields(form);
  const key = (fields.get("key") ?? "").replaceAll("${filename}", () => fileName);
  if (key === "") throw invalidArgument("Bucket POST must contain a field named 'key'.");
  assertKey(key);
  const policy = checkPostPolicy(fields, bucket, credentialsOf, call.clock.now());
  const tagging = fields.get("tagging");
  const needed = ["s3:PutObject", ...(tagging === undefined ? [] : ["s3:PutObjectTagging"])];
  for (const action of needed)
    if (!may(policy.accessKeyId, action, objectArn(bucket, key))) throw accessDenied();
  if (tagging !== undefined)
    throw new S3Error(501, "NotImplemented", "Form uploads with tags are not implemented.");
  const file = await receiveFile(call, form, policy);
  const version = await storeObject(
    call.store,
    bucket,
    {
      key,
      blobs: [file.blob],
      size: file.blob.size,
      eTag: file.md5,
      checksum: { algorithm: "CRC64NVME", value: file.crc, type: "FULL_OBJECT" },
      headers: headersOfForm(fields),
      tags: {},
    },
    { eventName: "ObjectCreated:Post", ownBlobs: [file.blob] },
  );
  answer(call, fields, key, version.eTag);
}

/** Fields up to the file; names in lower case. What follows the file is ignored, as S3 does. */
async function readFields(form: FormReader): Promise<{ fields: Map<string, string>; fileName: string }> {
  const fields = new Map<string, string>();
  let left = fieldsLimitBytes;
  for (let part = await form.next(); part; part = await form.next()) {
    const name = part.name.toLowerCase();
    if (name === "file") return { fields, fileName: part.fileName ?? "" };
    if (fields.has(name)) throw invalidArgument(`POST requires exactly one field named ${name}.`);
    const text = await form.text(left);
    left -= Buffer.byteLength(text) + Buffer.byteLength(name);
    fields.set(name, text);
  }
  throw invalidArgument("POST requires exactly one file upload per request.");
}

async function receiveFile(call: S3Call, form: FormReader, policy: PostPolicy) {
  const md5 = createHash("md5");
  const crc = runningChecksum("CRC64NVME");
  async function* counted(): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const chunk of form.bytes()) {
      size += chunk.length;
      if (size > policy.largestBytes) {
        throw new S3Error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
      }
      md5.update(chunk);
      crc.update(chunk);
      yield chunk;
    }
    if (size < policy.smallestBytes) {
      throw new S3Error(
        400,
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
      );
    }
  }
  const blob = await call.store.blobs.write(counted());
  call.request.resume();
  return { blob, md5: md5.digest("hex"), crc: crc.digest().toString("base64") };
}

function headersOfForm(fields: Map<string, string>): Record<string, string> {
  const headers: Record<string, string> = { "content-type": "binary/octet-stream" };
  for (const [name, value] of fields) {
    if (keptFields.includes(name) || isMetadataName(name)) headers[name] = value;
  }
  return headers;
}

function answer(call: S3Call, fields: Map<string, string>, key: string, eTag: string): void {
  const bucket = call.target.bucket ?? "";
  const path = key.split("/").map(encodeURIComponent).join("/");
  const location = `http://${call.request.headers.host ?? ""}/${bucket}/${path}`;
  const headers = { etag: quoted(eTag), location };
  const redirect = fields.get("success_action_redirect");
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag: quoted(eTag) }))
      url.searchParams.set(name, value);
    return sendEmpty(call, 303, { ...headers, location: url.href });
  }
  const status = fields.get("success_action_status");
  if (status !== "201") return sendEmpty(call, status === "200" ? 200 : 204, headers);
  const xml = xmlDocument(
    "PostResponse",
    leaf("Location", location),
    leaf("Bucket", bucket),
    leaf("Key", key),
    leaf("ETag", quoted(eTag)),
  );
  setHeaders(call.response, { ...headers, "content-type": "application/xml" });
  call.response.writeHead(201).end(xml);
}
