import type {
  FaxDelivered,
  FaxFailed,
  FaxMediaProcessed,
  FaxQueued,
  FaxSendingStarted,
} from "telnyx/resources/webhooks";
import type { TableOf } from "./table.ts";

type Payload = Record<string, unknown>;
/** What was asked of the fax that an event tells of. */
export type Asked = Record<string, unknown> & { hasPagesOnFailed?: boolean };

/** When a field of an event's payload is there. */
const eventConditions = {
  "a document by URL": (_payload, asked) => asked["media_url"] !== undefined,
  "a document by name": (_payload, asked) => asked["media_name"] !== undefined,
  "client_state was given": (_payload, asked) => asked["client_state"] !== undefined,
  inbound: (payload) => payload["direction"] === "inbound",
  "a reason is known": (_payload, asked) => asked["to"] !== "+13125550122",
  "the flavour pages_on_failed": (_payload, asked) => asked.hasPagesOnFailed === true,
} satisfies Record<string, (payload: Payload, asked: Asked) => boolean>;
type When = keyof typeof eventConditions | "always";

export const soForEvent =
  (payload: Payload, asked: Asked) =>
  (when: string): boolean =>
    eventConditions[when as keyof typeof eventConditions](payload, asked);

const common = {
  fax_id: ["uuid", "always"],
  connection_id: ["text", "always"],
  direction: ["text", "always", ["inbound", "outbound"]],
  from: ["text", "always"],
  to: ["text", "always"],
  user_id: ["uuid", "always"],
  client_state: ["text", "client_state was given"],
  original_media_url: ["url", "a document by URL"],
  media_name: ["text", "a document by name"],
} as const;

type QueuedPayload = FaxQueued.Data.Payload;
type ProcessedPayload = FaxMediaProcessed.Data.Payload;
type StartedPayload = FaxSendingStarted.Data.Payload;
type DeliveredPayload = FaxDelivered.Data.Payload;
type FailedPayload = FaxFailed.Data.Payload;

const inboundCommon = {
  fax_id: common.fax_id,
  connection_id: common.connection_id,
  direction: ["text", "always", ["inbound"]],
  from: common.from,
  to: common.to,
  user_id: common.user_id,
  caller_id: ["text", "always"],
} as const;
const inboundEnd = {
  page_count: ["whole", "always"],
  call_duration_secs: ["whole", "always"],
  partial_content: ["flag", "always"],
  media_url: ["url", "always"],
} as const;

/** The payload of every event. The official types have the outbound ones; the others are the carrier's guides'. */
export const eventTables = {
  "outbound fax.queued": { ...common, status: ["text", "always", ["queued"]] } satisfies TableOf<
    QueuedPayload,
    When
  >,
  "outbound fax.media.processed": {
    ...common,
    status: ["text", "always", ["media.processed"]],
  } satisfies TableOf<ProcessedPayload, When>,
  "outbound fax.sending.started": {
    ...common,
    status: ["text", "always", ["sending"]],
  } satisfies TableOf<StartedPayload, When>,
  "outbound fax.delivered": {
    ...common,
    status: ["text", "always", ["delivered"]],
    page_count: ["whole", "always"],
    call_duration_secs: ["whole", "always"],
  } satisfies TableOf<DeliveredPayload, When>,
  "outbound fax.failed": {
    ...common,
    status: ["text", "always", ["failed"]],
    failure_reason: ["text", "a reason is known"],
    internal_failure_reason: ["text", "a reason is known"],
    page_count: ["whole", "the flavour pages_on_failed"],
    call_duration_secs: ["whole", "the flavour pages_on_failed"],
  } satisfies TableOf<FailedPayload, When>,
  "inbound fax.receiving.started": { ...inboundCommon, status: ["text", "always", ["receiving"]] },
  "inbound fax.media.processing.started": {
    ...inboundCommon,
    status: ["text", "always", ["media.processing"]],
    page_count: ["whole", "always"],
  },
  "inbound fax.received": { ...inboundCommon, ...inboundEnd, status: ["text", "always", ["received"]] },
  "inbound fax.delivered": { ...inboundCommon, ...inboundEnd, status: ["text", "always", ["delivered"]] },
  "inbound fax.failed": {
    ...inboundCommon,
    status: ["text", "always", ["failed"]],
    failure_reason: ["text", "always"],
    internal_failure_reason: ["text", "always"],
    page_count: ["whole", "the flavour pages_on_failed"],
    call_duration_secs: ["whole", "the flavour pages_on_failed"],
  },
} as const;

export const envelopeTable = {
  record_type: ["text", "always", ["event"]],
  id: ["uuid", "always"],
  event_type: ["text", "always"],
  occurred_at: ["time", "always"],
  payload: ["part", "always"],
} as const;

export const deliveryMetaTable = {
  attempt: ["whole", "always"],
  delivered_to: ["url", "always"],
} as const satisfies TableOf<FaxDelivered.Meta, "always">;
