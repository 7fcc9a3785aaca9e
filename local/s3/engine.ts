/** The laptop's S3: AWS's wire format over files in one directory. */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import type { Credentials, SignatureVerdict } from "../sigv4.ts";
import { makeBucket, writeConfig } from "./bucket-config.ts";
import { permitsEverybody } from "./bucket-policy.ts";
import { sendError, stampResponse, type Permissions, type S3Call } from "./call.ts";
import { runningChecksum } from "./checksums.ts";
import { answerPreflight, applyCors, corsXml, type CorsRule } from "./cors.ts";
import { handlers } from "./dispatch.ts";
import type { S3Event } from "./event.ts";
import { liveObjects } from "./list-objects.ts";
import { pageOf } from "./list-page.ts";
import { assertKey } from "./object-headers.ts";
import { operationOf, type S3Need } from "./operations.ts";
import { postObject, type MayPost } from "./post-form.ts";
import { storeObject } from "./put-object.ts";
import { S3Error } from "./s3-error.ts";
import { openStore, type Store } from "./store.ts";
import { parseTarget } from "./target.ts";

export type { Permissions } from "./call.ts";
export type { CorsRule } from "./cors.ts";
export type { S3Event } from "./event.ts";
export type { MayPost } from "./post-form.ts";

export type S3Engine = {
  /**
   * Answers a path-style request that the door in front has authenticated and authorised (`s3Actions`).
   * Never rejects: every failure is answered.
   */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    verdict: Extract<SignatureVerdict, { ok: true }>,
    permissions?: Permissions,
  ): Promise<void>;
  /** Answers OPTIONS, which carries no signature. */
  handlePreflight(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Answers a form upload (`isPostForm`): the form is authenticated here, `may` authorises its key id. */
  handlePostForm(request: IncomingMessage, response: ServerResponse, may: MayPost): Promise<void>;
  /** Answers a refusal of the door in S3's form, with the CORS headers that let a browser read it. */
  refuse(
    request: IncomingMessage,
    response: ServerResponse,
    refusal: { status: number; code: string; message: string },
  ): void;
  /** Whether the bucket's own policy lets everybody do this without a signature. */
  permitsEverybody(bucket: string | undefined, needs: S3Need[]): boolean;
  /** Creates the bucket if it does not exist yet and sets its CORS rules (none: no CORS). */
  ensureBucket(name: string, cors: CorsRule[]): Promise<void>;
  /** Stores an object without HTTP; its event is told as for PutObject. `eTag` without quotes. */
  putObject(bucket: string, key: string, body: Buffer, contentType: string): Promise<{ eTag: string }>;
  /** Keys of live objects, sorted. */
  listKeys(bucket: string, prefix?: string): Promise<string[]>;
  /** Tells the events that a crash kept from being told: call it once their listener is ready. */
  resumeEvents(): Promise<void>;
  close(): Promise<void>;
};

/** Whether a request is an HTML form upload, whose signature is inside its body. */
export function isPostForm(request: {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingMessage["headers"];
}): boolean {
  const target = parseTarget(request.url ?? "");
  const isForm = /^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "");
  return request.method === "POST" && isForm && target?.bucket !== undefined && target.key === undefined;
}

/**
 * Opens (or begins) the object store in `directory`; one process at a time may have it open. `onEvent` is called
 * when a change is on the disk; an event it throws for, or rejects, is told again by `resumeEvents` after a restart.
 */
export async function openS3(options: {
  directory: string;
  clock: Clock;
  onEvent: (event: S3Event) => void | Promise<void>;
  credentialsOf: (accessKeyId: string) => Credentials | undefined;
}): Promise<S3Engine> {
  const { clock, credentialsOf } = options;
  const store = await openStore(options);
  const answering = (request: IncomingMessage, response: ServerResponse, work: () => Promise<void> | void) =>
    answer(store, clock, request, response, work);
  const callOf = (
    request: IncomingMessage,
    response: ServerResponse,
  ): Omit<S3Call, "verdict" | "permissions"> => {
    const target = parseTarget(request.url ?? "");
    if (!target) throw new S3Error(400, "InvalidURI", "Couldn't parse the specified URI.");
    return { store, clock, request, response, target };
  };
  const anonymous = { ok: true, accessKeyId: "", presigned: false, payload: { kind: "unsigned" } } as const;
  return {
    handle: (request, response, verdict, permissions = {}) =>
      answering(request, response, () => {
        const call = callOf(request, response);
        const operation = operationOf(request.method ?? "", call.target, request.headers);
        return handlers[operation]({ ...call, verdict, permissions });
      }),
    handlePreflight: (request, response) =>
      answering(request, response, () => answerPreflight(store.catalog, request, response)),
    handlePostForm: (request, response, may) =>
      answering(request, response, () =>
        postObject({ ...callOf(request, response), verdict: anonymous, permissions: {} }, credentialsOf, may),
      ),
    refuse(request, response, { status, code, message }) {
      stampResponse(response, clock);
      applyCors(store.catalog, request, response);
      sendError(request, response, new S3Error(status, code, message));
    },
    permitsEverybody: (bucket, needs) => permitsEverybody(store.catalog, bucket, needs),
    async ensureBucket(name, cors) {
      await makeBucket(store, name);
      await writeConfig(store, name, "cors", cors.length > 0 ? corsXml(cors) : undefined);
    },
    putObject: (bucket, key, body, contentType) => putDirectly(store, bucket, key, body, contentType),
    listKeys: async (bucket, prefix = "") => keysOf(store, bucket, prefix),
    resumeEvents: () => store.resumeEvents(),
    close: () => store.close(),
  };
}

function keysOf(store: Store, bucketName: string, prefix: string): string[] {
  const bucket = store.catalog.buckets.get(bucketName);
  if (!bucket) return [];
  const page = pageOf(liveObjects(bucket, "", prefix), { prefix, delimiter: "", maxKeys: Infinity });
  return page.entries.flatMap((entry) => ("item" in entry ? [entry.item.key] : []));
}

async function answer(
  store: Store,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => Promise<void> | void,
): Promise<void> {
  stampResponse(response, clock);
  try {
    if (request.method !== "OPTIONS") applyCors(store.catalog, request, response);
    await work();
  } catch (error) {
    sendError(request, response, error);
  }
}

async function putDirectly(
  store: Store,
  bucket: string,
  key: string,
  body: Buffer,
  contentType: string,
): Promise<{ eTag: string }> {
  assertKey(key);
  async function* whole(): AsyncGenerator<Buffer> {
    yield body;
  }
  const blob = await store.blobs.write(whole());
  const crc = runningChecksum("CRC64NVME");
  crc.update(body);
  const version = await storeObject(
    store,
    bucket,
    {
      key,
      blobs: [blob],
      size: blob.size,
      eTag: createHash("md5").update(body).digest("hex"),
      checksum: { algorithm: "CRC64NVME", value: crc.digest().toString("base64"), type: "FULL_OBJECT" },
      headers: { "content-type": contentType },
      tags: {},
    },
    { eventName: "ObjectCreated:Put", ownBlobs: [blob] },
  );
  return { eTag: version.eTag };
}
