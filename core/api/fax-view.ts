import { documentView } from "./document-view.ts";
import { explainFailure } from "../failure-reasons.ts";
import {
  awaitsCall,
  isClosed,
  type Attempt,
  type Fax,
  type FaxRequest,
  type FaxWarning,
  type OutboundFax,
  type TimelineEntry,
} from "../fax.ts";
import { mediaUrlsShown } from "../media.ts";
import { explainStep } from "../timeline-words.ts";
import { waitWord } from "../wait-words.ts";

/** What only the answering function can find out: short-lived links, the place in line, whether anything is sent now. */
export type FaxLinks = { document?: string; upload?: string; position?: number; isBreakerOpen?: boolean };

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * The `Fax` object of the HTTP API: Telnyx's fields with Telnyx's meaning, and ours beside them.
 * `full` adds `attempts` and `events`, as `GET /v2/faxes/{id}` does.
 */
export function faxView(
  fax: Fax,
  request: FaxRequest | undefined,
  links: FaxLinks = {},
  full = false,
): Record<string, unknown> {
  return {
    record_type: "fax",
    id: fax.id,
    connection_id: fax.connectionId,
    direction: fax.direction,
    status: fax.status,
    from: fax.from,
    to: fax.to,
    ...(fax.direction === "outbound" ? outboundFields(fax, request, links) : inboundFields(fax, links)),
    failure_reason: fax.failure?.reason ?? null,
    internal_failure_reason: fax.failure?.internalReason ?? null,
    failure_detail: fax.failure?.detail ?? null,
    page_count: fax.pageCount ?? fax.document?.pages ?? null,
    call_duration_secs: fax.callSeconds ?? null,
    document: fax.document ? documentView(fax.document) : null,
    resent_as: fax.resentAs ?? [],
    created_at: iso(fax.createdAt),
    updated_at: iso(fax.updatedAt),
    ...(full ? { events: timelineView(fax.timeline) } : {}),
    ...(full && fax.direction === "outbound" ? { attempts: fax.attempts.map(attemptView) } : {}),
  };
}

function outboundFields(fax: OutboundFax, request: FaxRequest | undefined, links: FaxLinks) {
  const { settings } = fax;
  const waits = awaitsCall(fax.status) && fax.waitingFor;
  return {
    from_display_name: settings.fromDisplayName ?? fax.from,
    quality: settings.quality ?? "high",
    monochrome: settings.monochrome ?? false,
    ...(settings.blackThreshold === undefined ? {} : { black_threshold: settings.blackThreshold }),
    t38_enabled: settings.t38Enabled ?? true,
    store_media: settings.storeMedia ?? false,
    ...(settings.storeMedia && links.document ? { stored_media_url: links.document } : {}),
    ...mediaUrlsShown(request?.media),
    client_state: request?.clientState ?? "",
    webhook_url: request?.webhookUrl ?? "",
    webhook_failover_url: "",
    ...(fax.broadcastId === undefined ? {} : { broadcast_id: fax.broadcastId }),
    reference: fax.reference ?? null,
    tags: fax.tags ?? [],
    priority: fax.priority ?? "normal",
    resend_of: fax.resendOf ?? null,
    warnings: (fax.warnings ?? []).map(warningView),
    ...(fax.retry ? { retry: fax.retry } : {}),
    ...(fax.scheduledAt ? { scheduled_at: iso(fax.scheduledAt) } : {}),
    ...(fax.giveUpAt ? { give_up_at: iso(fax.giveUpAt) } : {}),
    ...(waits ? { waiting: waitingView(fax, links) } : {}),
    ...(fax.cancelRequestedAt && !isClosed(fax.status)
      ? { cancel_requested_at: iso(fax.cancelRequestedAt) }
      : {}),
    ...(links.upload && fax.uploadExpiresAt
      ? { upload_url: links.upload, upload_expires_at: iso(fax.uploadExpiresAt) }
      : {}),
  };
}

const warningView = ({ code, faxId }: FaxWarning) => ({
  code,
  fax_id: faxId,
  detail: `The same pages are in the fax ${faxId} to this number, accepted within ten minutes of this one.`,
});

/** Places are counted to this number. */
const longestCount = 100;

const waitingView = (fax: OutboundFax, { position, isBreakerOpen }: FaxLinks) => ({
  for: waitWord(fax, isBreakerOpen),
  ...(position === undefined ? {} : { position: position > longestCount ? `${longestCount}+` : position }),
  ...(fax.notBefore ? { next_attempt_at: iso(fax.notBefore) } : {}),
  ...(fax.giveUpAt ? { gives_up_at: iso(fax.giveUpAt) } : {}),
});

function inboundFields(fax: Extract<Fax, { direction: "inbound" }>, links: FaxLinks) {
  return {
    media_url: links.document ?? "",
    caller_id: fax.callerId ?? fax.from,
    partial_content: fax.partialContent ?? false,
    carrier_fax_id: fax.carrierFaxId,
    client_state: "",
    webhook_url: "",
    webhook_failover_url: "",
  };
}

const attemptView = (attempt: Attempt) => ({
  number: attempt.number,
  state: attempt.state,
  carrier_fax_id: attempt.carrierFaxId ?? null,
  failure_reason: attempt.failureReason ?? null,
  failure_detail: attempt.failureReason === undefined ? null : explainFailure(attempt.failureReason),
  started_at: iso(attempt.startedAt),
  ended_at: attempt.endedAt === undefined ? null : iso(attempt.endedAt),
});

/** In the order in which things happened, never in which we heard of them. */
function timelineView(timeline: TimelineEntry[]) {
  return [...timeline]
    .sort((a, b) => a.at - b.at || a.key.localeCompare(b.key))
    .map((entry) => ({
      occurred_at: iso(entry.at),
      event: entry.word,
      detail: explainStep(entry.word),
      ...(entry.attempt === undefined ? {} : { attempt: entry.attempt }),
    }));
}
