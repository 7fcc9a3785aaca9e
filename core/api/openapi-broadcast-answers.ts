import * as v from "valibot";
import { rejectionCodes } from "../broadcast-list.ts";
import { broadcastStatuses, creationWaits } from "../broadcast.ts";
import { priorities } from "../lanes.ts";
import { count, countOrNull, link, said, text, textOrNull, time } from "./described.ts";
import { documentFacts } from "./openapi-document-answers.ts";

/** What the calls of broadcasts answer, as schemas: `broadcastView` and `rejectionView` are held against them by a test. */
export const broadcast = v.object({
  record_type: said(v.literal("broadcast"), "Always `broadcast`."),
  id: text("The broadcast's id."),
  status: said(
    v.picklist(broadcastStatuses),
    "`preparing` (waiting for uploads, reading the list, checking the document), `sending`, `paused`, and at the end `completed` (every fax has ended, delivered or not), `canceled` or `failed`.",
  ),
  counts: said(
    v.object({
      rows: countOrNull("Rows of the list, without its header and empty lines; null until it is read."),
      duplicates: countOrNull("Rows whose number stands in the list before."),
      rejected: countOrNull("Rows that make no fax; each is explained among the rejections."),
      created: count("Faxes created so far; in the end `rows` - `duplicates` - `rejected`."),
      delivered: count("Faxes that were delivered."),
      failed: count("Faxes that failed."),
      canceled: count("Faxes that were canceled."),
      open: count("Faxes that have not ended."),
    }),
    "How far it is; exact at any moment.",
  ),
  from: textOrNull("The sender's number, in E.164."),
  media_url: text("The URL you gave (the first of several), else empty."),
  media_urls: v.optional(said(v.array(v.string()), "All URLs you gave, where you gave several.")),
  reference: textOrNull("Your own word, on every fax of it."),
  tags: said(v.array(v.string()), "Your own tags, on every fax of it."),
  priority: said(v.picklist(priorities), "The priority of its faxes in line; `bulk` unless given."),
  client_state: text("What you gave, else empty; on every fax of it."),
  webhook_url: text("What you gave, else empty; on every fax of it."),
  retry: v.optional(
    said(
      v.looseObject({ max_attempts: v.optional(count("Calls at most, redials included.")) }),
      "What you asked for.",
    ),
  ),
  give_up_at: v.optional(time("After this no call begins any more: what you asked for.")),
  document: said(v.nullable(documentFacts), "The one stored copy of the pages that all its faxes share."),
  failure_reason: textOrNull("Why the broadcast failed."),
  failure_detail: textOrNull("The same as a sentence for a person."),
  waiting: v.optional(
    said(
      v.object({
        for: said(
          v.picklist(creationWaits),
          "`daily_limit`: the day's limit of faxes is reached. `open_faxes`: a thousand of its faxes are open; more are created as they end.",
        ),
        until: time("When it looks again, by itself."),
      }),
      "Why no fax is created at the moment.",
    ),
  ),
  upload_url: v.optional(
    link(
      "Put the list here with an HTTP `PUT`: a CSV of up to 100,000 numbers and 10 MB. Treat it as a secret.",
    ),
  ),
  document_upload_url: v.optional(link("Put the document here with an HTTP `PUT`. Treat it as a secret.")),
  upload_expires_at: v.optional(
    time("Until when uploads are awaited; then the broadcast ends `failed`, `upload_expired`."),
  ),
  created_at: time("When it was accepted."),
  updated_at: time("When its own record last changed; the counts go on by themselves."),
});

export const rejection = v.object({
  record_type: said(v.literal("broadcast_rejection"), "Always `broadcast_rejection`."),
  row: count("The row as a spreadsheet counts, header included, or the place in `to`; from 1."),
  value: text("What stands there, at most 60 characters of it."),
  code: said(v.picklist(rejectionCodes), "Why it makes no fax."),
  detail: text("The same as a sentence for a person."),
});

export const pageMeta = v.object({
  page_number: count("The page you asked for."),
  page_size: count("The page size you asked for."),
  total_pages: count("How many pages there are."),
  total_results: count("How many entries there are."),
});

export const broadcastListMeta = v.object({
  page_size: count("The page size you asked for."),
  next: v.optional(text("Give this as `page[after]` to go on.")),
});
