import * as v from "valibot";
import { scopes } from "../api-key.ts";
import { duplicateRules } from "../duplicates.ts";
import { retryBody } from "../retry-policy.ts";
import { count, said, text, textOrNull, time, timeOrNull } from "./described.ts";

/** What the API answers, as schemas: `apiKeyView` and `refusalView` are held against them by a test. */
export const listMeta = v.object({
  page_number: count("The page you asked for."),
  page_size: count("The page size you asked for; a filtered page may hold fewer."),
  total_pages: count("`page_number` + 1 while there is more, else `page_number`: faxes are not counted."),
  next: v.optional(text("Give this as `page[after]` to go on, to any depth.")),
});

export const apiKey = v.object({
  record_type: said(v.literal("api_key"), "Always `api_key`."),
  id: text("The key's id."),
  name: text("The name you gave it."),
  scopes: said(v.array(v.picklist(scopes)), "What it may do."),
  created_at: time("When it was made."),
  retry: said(
    v.nullable(retryBody),
    "How faxes of this key are redialled, where it differs from the installation.",
  ),
  expires_at: timeOrNull("When it ends by itself."),
  revoked_at: timeOrNull("When it was revoked."),
  duplicates: said(
    v.nullable(v.picklist(duplicateRules)),
    "What becomes of duplicates among its faxes; null: what the installation's settings say.",
  ),
  mailbox_id: textOrNull("The mailbox whose faxes are all that it may see and send; null: it has none."),
});

export const newApiKey = v.object({
  ...apiKey.entries,
  key: text("The key itself, shown this once: only its hash is kept."),
});

export const refusal = v.object({
  record_type: said(v.literal("refusal"), "Always `refusal`."),
  id: text("The record's id."),
  door: said(v.picklist(["mail", "drop"]), "Where it came in: by e-mail or through the hot folder."),
  from: text("The sender's address, or the object's key."),
  to: said(v.array(v.string()), "The addresses or number it was meant for."),
  reason: said(
    v.picklist([
      "sender_not_allowed",
      "sender_not_verified",
      "spam_or_virus",
      "recipient_not_understood",
      "country_not_allowed",
      "number_not_allowed",
      "daily_limit_reached",
      "document_missing",
      "document_too_large",
      "attachment_skipped",
      "message_unreadable",
    ]),
    "Why it did not become a fax.",
  ),
  detail: text("The same as a sentence that says what to do."),
  created_at: time("When it came."),
});

export const health = v.object({
  status: said(v.picklist(["ok", "degraded"]), "`ok`: faxes can go now."),
  table: said(v.picklist(["ok", "unreachable"]), "The store of faxes."),
  carrier: said(v.picklist(["configured", "not_configured"]), "Whether the carrier's API key is stored."),
  mail: said(v.picklist(["on", "off"]), "Whether faxes can be sent by e-mail."),
  detail: v.optional(text("What is missing, as a sentence.")),
});

export const done = v.object({ result: said(v.literal("ok"), "Always `ok`.") });

export const problem = v.object({
  errors: said(
    v.array(
      v.object({
        code: text(
          "The carrier's number as a text where it has one, else a word. The table of codes lists all.",
        ),
        title: text("The code in words."),
        detail: text("What is wrong here, as a sentence."),
        source: v.optional(
          said(
            v.union([
              v.object({ pointer: text("JSON pointer to the field of the body.") }),
              v.object({ parameter: text("Name of the query parameter or header.") }),
            ]),
            "Where it is wrong.",
          ),
        ),
      }),
    ),
    "Every fault that was found, at most 20.",
  ),
  type: text("Always `about:blank` (RFC 9457)."),
  title: text("The first fault's title."),
  status: count("The HTTP status."),
  detail: text("The first fault's detail."),
});
