import * as v from "valibot";
import { e164Pattern } from "../fax-number.ts";
import { priorities } from "../lanes.ts";
import { coverBody, pageSize, type PageWishes } from "../page-wishes.ts";
import { qualities, type FaxSettings } from "../fax.ts";
import { retryBody } from "../retry-policy.ts";
import { documentList, mediaUrl, webAddress } from "./media-fields.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const displayName = /^[\p{L}\p{N} \-_~!.+]*$/u;

const faxNumber = v.pipe(
  v.string("10026|must be a string"),
  v.regex(e164Pattern, "10016|must be in +E.164 format, such as +13125550148"),
);
const moment = v.pipe(
  v.string("10026|must be a string"),
  v.isoTimestamp("10032|must be a time such as 2026-10-02T18:00:00Z"),
);
const flag = v.boolean("10026|must be true or false");
/** The body of `POST /v2/faxes`; field names, meanings and limits are Telnyx's where Telnyx has the field. */
export const createFaxBody = v.object({
  connection_id: v.optional(v.string("10026|must be a string")),
  to: faxNumber,
  from: v.optional(faxNumber),
  from_display_name: v.optional(
    v.pipe(
      v.string("10026|must be a string"),
      v.maxLength(128, "10025|must have at most 128 characters"),
      v.regex(displayName, "10032|may hold letters, digits, spaces and -_~!.+ only"),
    ),
  ),
  media_url: v.optional(v.nullable(mediaUrl)),
  documents: v.optional(documentList),
  media_name: v.optional(
    v.nullable(
      v.pipe(
        v.string("10026|must be a string"),
        v.maxLength(
          0,
          "unsupported|is not supported; give media_url, contents, or neither and use upload_url",
        ),
      ),
    ),
  ),
  quality: v.optional(v.picklist(qualities, `10032|must be one of ${qualities.join(", ")}`)),
  page_size: v.optional(pageSize),
  cover_page: v.optional(coverBody),
  optimize: v.optional(flag),
  monochrome: v.optional(flag),
  black_threshold: v.optional(
    v.pipe(
      v.number("10026|must be a whole number"),
      v.integer("10026|must be a whole number"),
      v.minValue(1, "10033|must be from 1 to 100"),
      v.maxValue(100, "10033|must be from 1 to 100"),
    ),
  ),
  t38_enabled: v.optional(flag),
  store_media: v.optional(flag),
  store_preview: v.optional(flag),
  preview_format: v.optional(v.picklist(["pdf", "tiff"], "10032|must be pdf or tiff")),
  webhook_url: v.optional(v.nullable(webAddress)),
  client_state: v.optional(
    v.nullable(
      v.pipe(
        v.string("10026|must be a string"),
        v.maxLength(4096, "10025|must have at most 4096 characters"),
        v.regex(base64, "90017|must be valid Base64"),
      ),
    ),
  ),
  reference: v.optional(
    v.pipe(v.string("10026|must be a string"), v.maxLength(128, "10025|must have at most 128 characters")),
  ),
  tags: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string("10026|must be a string"),
          v.minLength(1, "10025|must not be empty"),
          v.maxLength(64, "10025|must have at most 64 characters"),
        ),
        "10026|must be a list of strings",
      ),
      v.maxLength(10, "10025|must have at most 10 entries"),
    ),
  ),
  priority: v.optional(v.picklist(priorities, `10032|must be one of ${priorities.join(", ")}`)),
  retry: v.optional(retryBody),
  scheduled_at: v.optional(moment),
  give_up_at: v.optional(moment),
  upload_content_type: v.optional(
    v.picklist(["application/pdf"], "10032|must be application/pdf, the type that the upload will have"),
  ),
});

export type CreateFaxBody = v.InferOutput<typeof createFaxBody>;

type Wishing = "from" | "to" | "from_display_name" | "page_size" | "cover_page" | "quality" | "optimize";

/** The part of the body that says how the pages are to be made. */
export const wishesOf = (
  body: { [K in Wishing]?: CreateFaxBody[K] | undefined },
  defaultFrom: string,
): PageWishes => ({
  from: body.from ?? defaultFrom,
  ...(body.to === undefined ? {} : { to: body.to }),
  ...(body.from_display_name ? { name: body.from_display_name } : {}),
  ...(body.page_size ? { pageSize: body.page_size } : {}),
  ...(body.cover_page ? { cover: body.cover_page } : {}),
  ...(body.optimize ? { optimizeFor: body.quality ?? "high" } : {}),
});

/** The part of the body that travels to the carrier unchanged. */
export function settingsOf(body: CreateFaxBody): FaxSettings {
  const settings = {
    quality: body.quality,
    monochrome: body.monochrome,
    blackThreshold: body.black_threshold,
    t38Enabled: body.t38_enabled,
    fromDisplayName: body.from_display_name,
    storeMedia: body.store_media,
    storePreview: body.store_preview,
    previewFormat: body.preview_format,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
