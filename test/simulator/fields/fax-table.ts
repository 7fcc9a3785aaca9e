import type { Fax } from "telnyx/resources/faxes/faxes";
import type { TableOf } from "./table.ts";

/** What a fax does not say of itself. */
export type FaxContext = { wasFetched: boolean; hasPagesOnFailed: boolean };

/** When a field of the Fax object is there. */
const faxConditions = {
  outbound: (fax) => fax["direction"] === "outbound",
  "a document by URL, or a link to a received one": (fax, asked) =>
    asked["media_url"] !== undefined || fax["status"] === "received",
  "a document by name": (_fax, asked) => asked["media_name"] !== undefined,
  "store_media, once fetched": (_fax, asked, { wasFetched }) => asked["store_media"] === true && wasFetched,
  "store_preview, once fetched": (_fax, asked, { wasFetched }) =>
    asked["store_preview"] === true && wasFetched,
  "client_state was given": (_fax, asked) => asked["client_state"] !== undefined,
  "failed, in the flavour pages_on_failed": (fax, _asked, { hasPagesOnFailed }) =>
    hasPagesOnFailed && fax["status"] === "failed",
} satisfies Record<
  string,
  (fax: Record<string, unknown>, asked: Record<string, unknown>, context: FaxContext) => boolean
>;
type When = keyof typeof faxConditions | "always";

/** The Fax object: every field of the official type, and the one that a flavour adds. */
export const faxTable = {
  id: ["uuid", "always"],
  record_type: ["text", "always", ["fax"]],
  connection_id: ["text", "always"],
  direction: ["text", "always", ["inbound", "outbound"]],
  status: [
    "text",
    "always",
    [
      "queued",
      "media.processed",
      "originated",
      "sending",
      "delivered",
      "failed",
      "initiated",
      "receiving",
      "media.processing",
      "received",
    ],
  ],
  quality: ["text", "always", ["normal", "high", "very_high", "ultra_light", "ultra_dark"]],
  from: ["text", "always"],
  from_display_name: ["text", "outbound"],
  to: ["text", "always"],
  media_url: ["url", "a document by URL, or a link to a received one"],
  media_name: ["text", "a document by name"],
  store_media: ["flag", "always"],
  stored_media_url: ["url", "store_media, once fetched"],
  preview_url: ["url", "store_preview, once fetched"],
  client_state: ["text", "client_state was given"],
  failure_reason: ["text or null", "always"],
  internal_failure_reason: ["text or null", "always"],
  webhook_url: ["url", "always"],
  webhook_failover_url: ["text", "always"],
  created_at: ["second", "always"],
  updated_at: ["second", "always"],
  page_count: ["whole", "failed, in the flavour pages_on_failed"],
} as const satisfies TableOf<Fax, When>;

/** Which conditions hold for a fax that was asked for so. */
export const soForFax =
  (fax: Record<string, unknown>, asked: Record<string, unknown>, context: FaxContext) =>
  (when: string): boolean =>
    faxConditions[when as keyof typeof faxConditions](fax, asked, context);
