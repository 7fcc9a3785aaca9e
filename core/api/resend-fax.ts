import * as v from "valibot";
import type { FaxSettings, OutboundFax, FaxRequest } from "../fax.ts";
import { createFaxBody, type CreateFaxBody } from "./create-fax.ts";

const kept = v.pick(createFaxBody, [
  "connection_id",
  "to",
  "from",
  "from_display_name",
  "quality",
  "monochrome",
  "black_threshold",
  "t38_enabled",
  "store_media",
  "store_preview",
  "preview_format",
  "webhook_url",
  "client_state",
  "reference",
  "tags",
  "priority",
  "retry",
  "give_up_at",
]);

/** The body of `POST /v2/faxes/{id}/actions/resend`: what is to be other than it was; the pages are always the same. */
export const resendFaxBody = v.object({
  ...v.partial(kept).entries,
  media_url: v.optional(
    v.nullable(
      v.pipe(
        v.string("10026|must be a string"),
        v.maxLength(0, "unsupported|is not supported: the pages are those of the earlier fax"),
      ),
    ),
  ),
});

export type ResendFaxBody = v.InferOutput<typeof resendFaxBody>;

/** What was asked for the earlier fax, as the body that would ask for it again; when to give up is not repeated. */
export function earlierBody(
  fax: OutboundFax,
  request: FaxRequest | undefined,
): Omit<CreateFaxBody, "media_url"> {
  return {
    to: fax.to,
    from: fax.from,
    ...fieldsOf(fax.settings),
    ...(request?.clientState ? { client_state: request.clientState } : {}),
    ...(request?.webhookUrl ? { webhook_url: request.webhookUrl } : {}),
    ...(fax.reference ? { reference: fax.reference } : {}),
    ...(fax.tags ? { tags: fax.tags } : {}),
    ...(fax.priority ? { priority: fax.priority } : {}),
    ...(fax.retry ? { retry: fax.retry } : {}),
  };
}

/** The reverse of `settingsOf`. */
function fieldsOf(settings: FaxSettings): Partial<CreateFaxBody> {
  const fields = {
    quality: settings.quality,
    monochrome: settings.monochrome,
    black_threshold: settings.blackThreshold,
    t38_enabled: settings.t38Enabled,
    from_display_name: settings.fromDisplayName,
    store_media: settings.storeMedia,
    store_preview: settings.storePreview,
    preview_format: settings.previewFormat,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
