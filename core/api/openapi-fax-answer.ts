import * as v from "valibot";
import { faxStatuses, qualities } from "../fax.ts";
import { priorities } from "../lanes.ts";
import { retryBody } from "../retry-policy.ts";
import { waitWords } from "../wait-words.ts";
import { count, countOrNull, flag, link, said, text, textOrNull, time, timeOrNull } from "./described.ts";
import { documentFacts } from "./openapi-document-answers.ts";

export const attempt = v.object({
  number: count("1 for the first call, 2 for the first redial."),
  state: said(
    v.picklist([
      "submitting",
      "unknown",
      "submitted",
      "media.processed",
      "originated",
      "in_progress",
      "delivered",
      "failed",
      "absent",
    ]),
    "How far this call is. `unknown`: the carrier did not say whether it took the fax, and is asked; the fax is not sent again meanwhile. `absent`: the carrier is known not to have it; no call was made.",
  ),
  carrier_fax_id: textOrNull("The carrier's own id of this call."),
  failure_reason: textOrNull("Why this call failed."),
  failure_detail: textOrNull("The same as a sentence for a person."),
  started_at: time("When we began to submit it."),
  ended_at: timeOrNull("When it ended."),
});

export const timelineEvent = v.object({
  occurred_at: time("When it happened (not when we heard of it)."),
  event: text(
    "What happened: the carrier's event, such as `fax.delivered`, or a step of ours, such as `prepared`.",
  ),
  detail: text("The same as a sentence for a person."),
  attempt: v.optional(count("The call it belongs to.")),
});

export const faxWarning = v.object({
  code: said(
    v.literal("possible_duplicate"),
    "`possible_duplicate`: the same pages were accepted for the same number within ten minutes.",
  ),
  fax_id: text("The other fax."),
  detail: text("The same as a sentence for a person."),
});

const common = {
  record_type: said(v.literal("fax"), "Always `fax`."),
  id: v.pipe(v.string(), v.uuid(), v.description("The fax's id.")),
  connection_id: text("The carrier's fax application that this installation uses."),
  direction: said(v.picklist(["outbound", "inbound"]), "Seen from you."),
  status: said(
    v.picklist(faxStatuses),
    "Outbound: `preparing` (waiting for the upload, fetching, checking), `scheduled` (ready, until its `scheduled_at`), `queued`, `sending`, then `delivered`, `failed` or `canceled`. " +
      "Inbound: `receiving`, `fetching`, then `received` or `failed`. The last ones never change.",
  ),
  from: text("The sender's number, in E.164."),
  to: text("The receiver's number, in E.164."),
  media_url: text(
    "Outbound: the URL you gave (the first of several), else empty. Inbound: a fresh link to the pages that works for 10 minutes, or empty while there are none.",
  ),
  media_urls: v.optional(said(v.array(v.string()), "All URLs you gave, where you gave several. Ours.")),
  client_state: text("What you gave, else empty. It is kept here and not passed to the carrier."),
  webhook_url: text(
    "What you gave, else empty. It is told what happens to the fax, in the carrier's format.",
  ),
  webhook_failover_url: text("Always empty; here because the carrier's SDKs expect it."),
  failure_reason: textOrNull("Why the fax failed: the carrier's word where it has one."),
  internal_failure_reason: textOrNull("A finer word for the same."),
  failure_detail: textOrNull("The same as a sentence for a person."),
  page_count: countOrNull("Pages: as the carrier reports them, before that as counted in the document."),
  call_duration_secs: countOrNull("Length of the call in seconds, as the carrier reports it."),
  document: said(v.nullable(documentFacts), "Our own stored copy of the pages, once there is one."),
  resent_as: said(
    v.array(v.pipe(v.string(), v.uuid())),
    "The faxes that send these pages again, the latest last; at most ten are named.",
  ),
  created_at: time("When the fax was accepted, or first heard of."),
  updated_at: time("When it last changed."),
  events: v.optional(
    said(v.array(timelineEvent), "The timeline, oldest first. Only when one fax is asked for by id."),
  ),
};

const outboundOnly = {
  from_display_name: v.optional(text("The name shown to the receiver; the `from` number unless given.")),
  quality: v.optional(said(v.picklist(qualities), "Resolution.")),
  monochrome: v.optional(flag("Pure black and white.")),
  black_threshold: v.optional(count("Threshold for black, if it was given.")),
  t38_enabled: v.optional(flag("Whether T.38 may be used.")),
  store_media: v.optional(flag("Whether `stored_media_url` is wanted.")),
  stored_media_url: v.optional(
    link("A link to the pages that were sent, for 10 minutes; with `store_media`."),
  ),
  broadcast_id: v.optional(text("The broadcast this fax is one of, if it is.")),
  reference: v.optional(textOrNull("Your own word for this fax.")),
  tags: v.optional(said(v.array(v.string()), "Your own tags.")),
  priority: v.optional(said(v.picklist(priorities), "Its priority in line.")),
  retry: v.optional(
    said(
      retryBody,
      "What differs from the installation's own redials: what you asked for, over what your API key says.",
    ),
  ),
  give_up_at: v.optional(
    time(
      "After this no call begins any more: what you asked for, else the installation's own time after creation, or after `scheduled_at`.",
    ),
  ),
  scheduled_at: v.optional(time("The first call begins no earlier: what you asked for.")),
  resend_of: v.optional(textOrNull("The id of the fax whose pages this one sends again.")),
  warnings: v.optional(
    said(v.array(faxWarning), "What you should know about this fax although it goes; usually nothing."),
  ),
  waiting: v.optional(
    said(
      v.object({
        for: said(
          v.picklist(waitWords),
          "What a `scheduled` or `queued` fax waits for. `lane`: another fax to the same number is under way. `channel`: all lines are in use. `redial`: the pause after a call that failed, which depends on why it failed. `schedule`: the time you asked for. `broadcast`: its broadcast pauses. `breaker`: the carrier account cannot send at the moment; every fax waits and none is lost (`GET /v2/carrier` says why).",
        ),
        position: v.optional(
          said(
            v.union([v.pipe(v.number(), v.integer()), v.literal("100+")]),
            "Place in line, 1 = next; counted to 100. Only when one fax is asked for by id.",
          ),
        ),
        next_attempt_at: v.optional(time("When it goes on, if that is known.")),
        gives_up_at: v.optional(time("After this no call begins any more.")),
      }),
      "Why a `queued` fax does not go yet.",
    ),
  ),
  cancel_requested_at: v.optional(time("When a cancel was asked for during a call that still goes on.")),
  upload_url: v.optional(
    link(
      "Put the document here with an HTTP `PUT`: the finished upload sends the fax. Treat it as a secret.",
    ),
  ),
  upload_expires_at: v.optional(
    time("Until when the upload is awaited; then the fax ends `failed`, `upload_expired`."),
  ),
  attempts: v.optional(
    said(v.array(attempt), "Every call that was made. Only when one fax is asked for by id."),
  ),
};

const inboundOnly = {
  caller_id: v.optional(text("The caller as the network shows it.")),
  partial_content: v.optional(flag("The call broke off: some pages may be missing.")),
  carrier_fax_id: v.optional(text("The carrier's own id of this fax.")),
};

/** What the API answers of a fax: `faxView` is held against it by a test. */
export const fax = v.object({ ...common, ...outboundOnly, ...inboundOnly });
