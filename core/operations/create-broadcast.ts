import type { CreateBroadcastBody } from "../api/create-broadcast.ts";
import type { Broadcast } from "../broadcast.ts";
import { invalid } from "../errors.ts";
import { sha256Hex } from "../ids.ts";
import { givenListKey } from "../keys-in-bucket.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { sentAs, type SenderWishes } from "../mailbox/send-as.ts";
import {
  digestsOf,
  documentsOfOrder,
  hashOfOrder,
  mediaOfOrder,
  storeDocuments,
  type OrderedDocument,
} from "./documents-of-order.ts";
import { checkSender, uploadWindowMs, type SendRules } from "./send-fax.ts";

export type CreateBroadcastDeps = {
  rules: SendRules;
  now: () => number;
  storePart: (key: string, bytes: Uint8Array) => Promise<void>;
  storeGivenList: (key: string, bytes: Uint8Array) => Promise<void>;
  listMailboxes: () => Promise<Mailbox[]>;
  /** `exists`: a broadcast with this id is there already. */
  create: (broadcast: Broadcast) => Promise<"created" | "exists">;
  read: (id: string) => Promise<Broadcast | undefined>;
};

type SentAs = { body: CreateBroadcastBody; wishes: SenderWishes };

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
  const { defaultFrom } = deps.rules;
  const as = sentAs(order.body, await deps.listMailboxes(), { defaultFrom });
  checkSender(deps.rules, as.body);
  const { body, contents } = order;
  const documents = documentsOfOrder(body, contents, deps.rules.fetchRule, deps.storePart);
  const list = body.to && Buffer.from(JSON.stringify(body.to));
  const digest = list && sha256Hex(list);
  await storeDocuments(order.id, documents);
  if (list && digest) await deps.storeGivenList(givenListKey(order.id, digest), list);
  const broadcast = newBroadcast(deps, order, as, documents, digest);
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
  as: SentAs,
  documents: OrderedDocument[],
  listDigest: string | undefined,
): Broadcast {
  const now = deps.now();
  const { to: _numbers, media_url: _url, documents: _list, upload_content_type: _type, ...order } = as.body;
  const media = mediaOfOrder(id, documents, body);
  const isAwaited = media.kind === "upload" || listDigest === undefined;
  return {
    id,
    status: "running",
    createdAt: now,
    updatedAt: now,
    revision: 1,
    wakes: 0,
    isOpen: true,
    // As it is now: a later change of the settings does not change the sender half-way.
    order: { ...order, from: order.from ?? deps.rules.defaultFrom, priority: order.priority ?? "bulk" },
    ...(Object.keys(as.wishes).length > 0 ? { sender: as.wishes } : {}),
    media,
    source: listDigest === undefined ? { kind: "upload" } : { kind: "given", digest: listDigest },
    bodyHash: hashOfOrder(body, digestsOf(documents)),
    by,
    cursor: 0,
    ...(isAwaited ? { uploadExpiresAt: now + uploadWindowMs } : {}),
  };
}
