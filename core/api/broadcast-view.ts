import { documentView } from "./document-view.ts";
import { explainRejection, type Rejection } from "../broadcast-list.ts";
import { mediaUrlsShown } from "../media.ts";
import { openFaxes, statusOf, type Broadcast, type Counts } from "../broadcast.ts";

/** Links that only the answering function can make: where the list and the document are to be put. */
export type BroadcastLinks = { list?: string; document?: string };

const iso = (ms: number): string => new Date(ms).toISOString();

/** The `Broadcast` object of the HTTP API; all of it is ours. */
export function broadcastView(
  broadcast: Broadcast,
  counts: Counts,
  links: BroadcastLinks = {},
): Record<string, unknown> {
  const { order, list, document } = broadcast;
  return {
    record_type: "broadcast",
    id: broadcast.id,
    status: statusOf(broadcast, counts),
    counts: {
      rows: list?.rows ?? null,
      duplicates: list?.duplicates ?? null,
      rejected: list?.rejected ?? null,
      created: broadcast.cursor,
      delivered: counts.delivered,
      failed: counts.failed,
      canceled: counts.canceled,
      open: openFaxes(broadcast, counts),
    },
    from: order.from ?? null,
    ...mediaUrlsShown(broadcast.media),
    reference: order.reference ?? null,
    tags: order.tags ?? [],
    priority: order.priority ?? "bulk",
    client_state: order.client_state ?? "",
    webhook_url: order.webhook_url ?? "",
    ...(order.retry ? { retry: order.retry } : {}),
    ...(order.give_up_at ? { give_up_at: order.give_up_at } : {}),
    document: document ? documentView(document) : null,
    failure_reason: broadcast.failure?.reason ?? null,
    failure_detail: broadcast.failure?.detail ?? null,
    ...(broadcast.notBefore !== undefined && broadcast.status === "running"
      ? { waiting: { for: broadcast.waitsFor, until: iso(broadcast.notBefore) } }
      : {}),
    ...(links.list ? { upload_url: links.list } : {}),
    ...(links.document ? { document_upload_url: links.document } : {}),
    ...((links.list ?? links.document) && broadcast.uploadExpiresAt
      ? { upload_expires_at: iso(broadcast.uploadExpiresAt) }
      : {}),
    created_at: iso(broadcast.createdAt),
    updated_at: iso(broadcast.updatedAt),
  };
}

export const rejectionView = (rejection: Rejection): Record<string, unknown> => ({
  record_type: "broadcast_rejection",
  row: rejection.row,
  value: rejection.value,
  code: rejection.why,
  detail: explainRejection(rejection.why),
});
