/** GetObjectTagging, PutObjectTagging and DeleteObjectTagging. */
import type { Tags } from "./catalog.ts";
import { bucketOf, keyOf, sendEmpty, sendXml, type S3Call } from "./call.ts";
import { existingVersion } from "./get-object.ts";
import { tagsOf, versionHeader } from "./object-headers.ts";
import { receiveDocument } from "./receive-body.ts";
import { malformedXml } from "./s3-error.ts";
import { branch, childrenOf, leaf, parseXml, textOf, xmlDocument } from "./xml.ts";

const named = (call: S3Call) =>
  existingVersion(call, call.target.bucket, keyOf(call), call.target.query.get("versionId"));

export async function getObjectTagging(call: S3Call): Promise<void> {
  const version = named(call);
  const tags = Object.entries(version.tags).map(([key, value]) =>
    branch("Tag", leaf("Key", key), leaf("Value", value)),
  );
  sendXml(call, xmlDocument("Tagging", branch("TagSet", ...tags)), versionHeader(call, version));
}

export async function putObjectTagging(call: S3Call): Promise<void> {
  const root = parseXml(await receiveDocument(call));
  const set = childrenOf(root, "TagSet")[0];
  if (root.name !== "Tagging" || !set) throw malformedXml();
  const pairs = childrenOf(set, "Tag").map((tag) => {
    const key = textOf(tag, "Key");
    const value = textOf(tag, "Value");
    if (key === undefined || value === undefined) throw malformedXml();
    return [key, value] as const;
  });
  const tags = tagsOf(pairs);
  await setTags(call, tags);
  sendEmpty(call, 200, versionHeader(call, named(call)));
}

export async function deleteObjectTagging(call: S3Call): Promise<void> {
  await setTags(call, {});
  sendEmpty(call, 204);
}

async function setTags(call: S3Call, tags: Tags): Promise<void> {
  await call.store.change(() => {
    const { key, versionId } = named(call);
    return { record: { op: "tags", bucket: bucketOf(call).name, key, versionId, tags }, result: undefined };
  });
}
