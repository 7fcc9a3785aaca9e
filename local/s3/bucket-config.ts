/** Buckets themselves, and the documents that are stored with them as they were sent. */
import { bucketOf, sendEmpty, sendXml, setHeaders, type S3Call } from "./call.ts";
import { corsRulesOf } from "./cors.ts";
import { assertBucketPolicy } from "./bucket-policy.ts";
import { receiveDocument } from "./receive-body.ts";
import { invalidArgument, malformedXml, S3Error } from "./s3-error.ts";
import type { Store } from "./store.ts";
import { parseXml, textOf, xmlDocument } from "./xml.ts";

type ConfigKind = {
  name: string;
  /** What GET answers before anything was stored. */
  missing: { code: string; message: string } | { xml: string };
  /** Throws when the document is not one. */
  check: (text: string) => void;
};

const rooted = (name: string) => (text: string) => {
  if (parseXml(text).name !== name) throw malformedXml();
};

export const configKinds = {
  cors: {
    name: "cors",
    missing: { code: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist" },
    check: (text) => void corsRulesOf(text),
  },
  policy: {
    name: "policy",
    missing: { code: "NoSuchBucketPolicy", message: "The bucket policy does not exist" },
    check: assertBucketPolicy,
  },
  lifecycle: {
    name: "lifecycle",
    missing: { code: "NoSuchLifecycleConfiguration", message: "The lifecycle configuration does not exist" },
    check: rooted("LifecycleConfiguration"),
  },
  notification: {
    name: "notification",
    missing: { xml: xmlDocument("NotificationConfiguration") },
    check: rooted("NotificationConfiguration"),
  },
  versioning: {
    name: "versioning",
    missing: { xml: xmlDocument("VersioningConfiguration") },
    check(text) {
      rooted("VersioningConfiguration")(text);
      const status = textOf(parseXml(text), "Status");
      if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
    },
  },
} satisfies Record<string, ConfigKind>;

export const getConfig =
  (kind: ConfigKind) =>
  async (call: S3Call): Promise<void> => {
    const text = bucketOf(call).configs.get(kind.name);
    if (text === undefined && "code" in kind.missing)
      throw new S3Error(404, kind.missing.code, kind.missing.message);
    const body = text ?? ("xml" in kind.missing ? kind.missing.xml : "");
    if (kind.name !== "policy") return sendXml(call, body);
    setHeaders(call.response, { "content-type": "application/json" });
    call.response.writeHead(200).end(body);
  };

export const putConfig =
  (kind: ConfigKind) =>
  async (call: S3Call): Promise<void> => {
    const { name } = bucketOf(call);
    const text = await receiveDocument(call);
    kind.check(text);
    await writeConfig(call.store, name, kind.name, text);
    sendEmpty(call, kind.name === "policy" ? 204 : 200);
  };

export const deleteConfig =
  (kind: ConfigKind) =>
  async (call: S3Call): Promise<void> => {
    await writeConfig(call.store, bucketOf(call).name, kind.name, undefined);
    sendEmpty(call, 204);
  };

/** Stores (or with undefined removes) one of a bucket's documents. */
export async function writeConfig(
  store: Store,
  bucket: string,
  name: string,
  text: string | undefined,
): Promise<void> {
  await store.change(() => ({ record: { op: "config", bucket, name, text }, result: undefined }));
}

/** Makes the bucket; answers false when it was there. Throws InvalidBucketName. */
export async function makeBucket(store: Store, name: string): Promise<boolean> {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes("..")) {
    throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.");
  }
  return store.change((_sequence, time) =>
    store.catalog.buckets.has(name)
      ? { result: false }
      : { record: { op: "bucket", name, time }, result: true },
  );
}

export async function createBucket(call: S3Call): Promise<void> {
  const { bucket } = call.target;
  if (bucket === undefined) throw invalidArgument("The bucket has no name.");
  await receiveDocument(call);
  // In us-east-1 creating one's own bucket again succeeds.
  await makeBucket(call.store, bucket);
  sendEmpty(call, 200, { location: `/${bucket}` });
}

export async function deleteBucket(call: S3Call): Promise<void> {
  const { name } = bucketOf(call);
  const { store } = call;
  await store.change(() => {
    const isInUse =
      (store.catalog.buckets.get(name)?.objects.size ?? 0) > 0 ||
      [...store.catalog.uploads.values()].some((upload) => upload.bucket === name);
    if (isInUse) throw new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
    return { record: { op: "bucket-removed", name }, result: undefined };
  });
  sendEmpty(call, 204);
}

/** us-east-1 is the region without a name. */
export async function getBucketLocation(call: S3Call): Promise<void> {
  bucketOf(call);
  sendXml(call, xmlDocument("LocationConstraint"));
}
