import type { CreateBroadcastBody } from "../api/create-broadcast.ts";
import type { Broadcast } from "../broadcast.ts";
import { invalid } from "../errors.ts";
import { sha256Hex } from "../ids.ts";
import { givenListKey, partKey } from "../keys-in-bucket.ts";
import { checkMedia, checkSender, hashOfOrder, mediaOf, uploadWindowMs, type SendRules } from "./send-fax.ts";

export type CreateBroadcastDeps = {
  rules: SendRules;
  now: () => number;
  storePart: (key: string, bytes: Uint8Array) => Promise<void>;
  storeGivenList: (key: string, bytes: Uint8Array) => Promise<void>;
  /** `exists`: a broadcast with this id is there already. */
  create: (broadcast: Broadcast) => Promise<"created" | "exists">;
  read: (id: string) => Promise<Broadcast | undefined>;
};

export type BroadcastOrder = {
  /** Random, or derived from what makes this order the same as another. */
  id: string;
  body: CreateBroadcastBody;
  contents: Uint8Array[];
  by: string;
};

/**
 * Accepts a broadcast: once this returns, it is kept (P1). The same order again answers the broadcast as it stands; the
 * same id with other content is refused. Throws `Problem` for what is wrong in the order; what is wrong with single
 * numbers is found when the list is read, and told as rejections.
 */
export async function createBroadcast(deps: CreateBroadcastDeps, order: BroadcastOrder): Promise<Broadcast> {
  checkSender(deps.rules, order.body);
  checkMedia(deps.rules, order.body, order.contents);
  const digests = order.contents.map((bytes) => sha256Hex(bytes));
  const keys = digests.map((digest, index) => partKey(order.id, index + 1, digest));
  const list = order.body.to && Buffer.from(JSON.stringify(order.body.to));
  const digest = list && sha256Hex(list);
  for (const [index, bytes] of order.contents.entries()) await deps.storePart(keys[index] ?? "", bytes);
  if (list && digest) await deps.storeGivenList(givenListKey(order.id, digest), list);
  const broadcast = newBroadcast(deps, order, { keys, digests, digest });
  if ((await deps.create(broadcast)) === "created") return broadcast;
  const stored = await deps.read(order.id);
  if (stored?.bodyHash === broadcast.bodyHash && stored.deletedAt === undefined) return stored;
  throw invalid(
    "idempotency_key_reused",
    "Idempotency-Key reused",
    "This Idempotency-Key was used before with another body (or its broadcast was deleted); use a new key for a new broadcast.",
    { parameter: "Idempotency-Key" },
  );
}

function newBroadcast(
  deps: CreateBroadcastDeps,
  { id, body, by }: BroadcastOrder,
  sent: { keys: string[]; digests: string[]; digest: string | undefined },
): Broadcast {
  const now = deps.now();
  const { to: _numbers, media_url: _url, upload_content_type: _type, ...order } = body;
  const media = mediaOf(body, sent.keys);
  const isAwaited = media.kind === "upload" || sent.digest === undefined;
  return {
    id,
    status: "running",
    createdAt: now,
    updatedAt: now,
    revision: 1,
    wakes: 0,
    isOpen: true,
    // As it is now: a later change of the settings does not change the sender half-way.
    order: { ...order, from: body.from ?? deps.rules.defaultFrom, priority: body.priority ?? "bulk" },
    media,
    source: sent.digest === undefined ? { kind: "upload" } : { kind: "given", digest: sent.digest },
    bodyHash: hashOfOrder(body, sent.digests),
    by,
    cursor: 0,
    ...(isAwaited ? { uploadExpiresAt: now + uploadWindowMs } : {}),
  };
}
