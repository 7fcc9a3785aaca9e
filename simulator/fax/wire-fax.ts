import type { CarrierFax } from "./carrier-fax.ts";

/** What the wire form needs beside the fax itself. */
export type WireSurroundings = {
  /** The application's URLs. */
  webhookUrl: string;
  failoverUrl: string;
  link: (fax: CarrierFax) => string;
  hasPagesOnFailed: boolean;
};

/** The Fax object of the API. A field that the fax does not have is left out, except the two reasons. */
export function toWireFax(fax: CarrierFax, around: WireSurroundings) {
  return {
    record_type: "fax" as const,
    id: fax.id,
    connection_id: fax.connectionId,
    direction: fax.direction,
    status: fax.status,
    quality: fax.quality,
    store_media: fax.storeMedia,
    from: fax.from,
    ...(fax.fromDisplayName === undefined ? {} : { from_display_name: fax.fromDisplayName }),
    to: fax.to,
    ...mediaFields(fax, around),
    ...(fax.clientState === undefined ? {} : { client_state: fax.clientState }),
    failure_reason: fax.failureReason,
    internal_failure_reason: fax.internalFailureReason,
    webhook_url: fax.webhookUrl ?? around.webhookUrl,
    webhook_failover_url: around.failoverUrl,
    ...(around.hasPagesOnFailed && fax.status === "failed" ? { page_count: fax.pages ?? 0 } : {}),
    created_at: wireSecond(fax.createdAt),
    updated_at: wireSecond(fax.updatedAt),
  };
}

function mediaFields(fax: CarrierFax, around: WireSurroundings) {
  const isStored = fax.linkIssuedAt !== undefined;
  if (fax.direction === "inbound") return isStored ? { media_url: around.link(fax) } : {};
  return {
    ...(fax.mediaUrl === undefined ? {} : { media_url: fax.mediaUrl }),
    ...(fax.mediaName === undefined ? {} : { media_name: fax.mediaName }),
    ...(isStored && fax.storeMedia ? { stored_media_url: around.link(fax) } : {}),
    ...(isStored && fax.storePreview ? { preview_url: around.link(fax) } : {}),
  };
}

const wireSecond = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
