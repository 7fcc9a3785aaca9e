import * as v from "valibot";
import { createFaxBody } from "./create-fax.ts";

/** Numbers in the body itself; longer lists are uploaded. */
export const maxGivenNumbers = 1_000;

const given = v.pipe(
  v.array(v.string("10026|must be a list of strings"), "10026|must be a list of strings"),
  v.minLength(1, "10025|must have at least one number; leave it out to upload a list"),
  v.maxLength(
    maxGivenNumbers,
    `10025|must have at most ${maxGivenNumbers} numbers; leave it out to upload a list`,
  ),
);

const { entries } = createFaxBody;

/**
 * The body of `POST /v2/broadcasts`: a fax's own fields, and many numbers. A number that cannot be called does not
 * refuse the body: it becomes a rejection, as in an uploaded list.
 */
export const createBroadcastBody = v.object({
  to: v.optional(given),
  connection_id: entries.connection_id,
  from: entries.from,
  from_display_name: entries.from_display_name,
  media_url: entries.media_url,
  documents: entries.documents,
  quality: entries.quality,
  page_size: entries.page_size,
  optimize: entries.optimize,
  monochrome: entries.monochrome,
  black_threshold: entries.black_threshold,
  t38_enabled: entries.t38_enabled,
  store_media: entries.store_media,
  store_preview: entries.store_preview,
  preview_format: entries.preview_format,
  webhook_url: entries.webhook_url,
  client_state: entries.client_state,
  reference: entries.reference,
  tags: entries.tags,
  priority: entries.priority,
  retry: entries.retry,
  give_up_at: entries.give_up_at,
  upload_content_type: entries.upload_content_type,
});

export type CreateBroadcastBody = v.InferOutput<typeof createBroadcastBody>;

/** In a form a field that is given once is one text, and several times a list. */
export const broadcastFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  typeof fields["to"] === "string" ? { ...fields, to: [fields["to"]] } : fields;
