/** Where in the life of an outbound fax its failure comes. */
export type FailurePoint = "document" | "account" | "ringing" | "sending";

/** How the webhooks of a fax are told. */
export type WebhookManner = "once" | "twice" | "reversed" | "late" | "lost";

/** How `POST /v2/faxes` answers. */
export type CreateManner =
  | "accept"
  | "hang_up_after"
  | "error_after"
  | "error_instead"
  | "error_then_late"
  | "too_many"
  | "slow"
  | "webhook_first";

/** What happens to one fax; every field absent = it is delivered. `reason: null` = failed without saying why. */
export type Play = {
  fails?: { at: FailurePoint; reason: string | null };
  webhooks?: WebhookManner;
  create?: CreateManner;
  ringSeconds?: number;
  ignoresCancel?: boolean;
  contradictsItself?: boolean;
  spellsSendingStarted?: boolean;
};

/** A destination number and what faxes to it meet: the plays in turn, then from the first again. */
export type NumberRow = {
  number: string;
  outcome: string;
  failure_reason: string | null;
  description: string;
  plays: Play[];
};

/** Reasons of the far end and the network: +1 312 555 0101 and on. */
const ringing = [
  "user_busy",
  "receiver_no_answer",
  "receiver_no_response",
  "receiver_recovery_on_timer_expire",
  "service_unavailable",
  "destination_unreachable",
  "receiver_decline",
  "receiver_incompatible_destination",
  "receiver_unallocated_number",
  "receiver_invalid_number_format",
  "destination_invalid",
  "receiver_communication_error",
  "receiver_calling_the_number_is_busy",
  "rejected",
];
const sending = [
  "receiver_call_dropped",
  "fax_initial_communication_timeout",
  "fax_signaling_error",
  "invalid_ecm_response_from_receiver",
  "sender_canceled",
  "success",
];

/** Reasons of our account and its capacity: +1 212 555 0101 and on. */
const account = [
  "user_channel_limit_exceeded",
  "connection_channel_limit_exceeded",
  "outbound_profile_channel_limit_exceeded",
  "outbound_profile_daily_spend_limit_exceeded",
  "no_outbound_profile",
  "destination_not_in_countries_whitelist",
  "destination_not_in_service_plan",
  "unverified_origination_number",
  "unverified_destination_not_allowed",
  "account_disabled",
];

/** Reasons of the document: +1 206 555 0101 and on. */
const document = [
  "file_download_failed",
  "file_format_invalid",
  "file_size_limit_exceeded",
  "page_count_limit_exceeded",
  "media_processing_exception",
];

/** What else can happen: +1 415 555 0101 and on. */
const scenarios: [outcome: string, description: string, ...plays: Play[]][] = [
  [
    "busy_twice_then_delivered",
    "busy for two faxes, delivers the third, then busy again",
    { fails: { at: "ringing", reason: "user_busy" } },
    { fails: { at: "ringing", reason: "user_busy" } },
    {},
  ],
  [
    "answer_lost",
    "accepts, then cuts the connection without an answer; delivers",
    { create: "hang_up_after" },
  ],
  ["answer_500_accepted", "accepts, but answers 500; delivers", { create: "error_after" }],
  ["answer_500_not_accepted", "answers 500 each time and knows of no fax", { create: "error_instead" }],
  [
    "answer_500_not_accepted_once",
    "answers 500 once and knows of no fax; delivers the next one, then 500 again",
    { create: "error_instead" },
    {},
  ],
  ["answer_429", "answers 429 each time", { create: "too_many" }],
  ["answer_429_once", "answers 429 once; delivers the next one, then 429 again", { create: "too_many" }, {}],
  ["answer_slow", "accepts at once, but answers after 20 real seconds; delivers", { create: "slow" }],
  ["webhooks_twice", "tells every event twice, at the same time; delivers", { webhooks: "twice" }],
  [
    "webhooks_reversed",
    "tells all events at the end, fax.delivered first; delivers",
    { webhooks: "reversed" },
  ],
  ["webhooks_late", "tells every event 2 minutes late; delivers", { webhooks: "late" }],
  ["webhooks_lost", "tells nothing; delivers", { webhooks: "lost" }],
  ["webhook_before_answer", "tells fax.queued before it answers; delivers", { create: "webhook_first" }],
  ["delivered_then_failed", "delivers, and tells fax.failed five seconds later", { contradictsItself: true }],
  ["sending_started_status", "spells the status `sending.started`; delivers", { spellsSendingStarted: true }],
  ["rings_60_seconds", "rings for 60 seconds, time to cancel; delivers", { ringSeconds: 60 }],
  [
    "cancel_loses_race",
    "rings for 60 seconds, accepts a cancel and delivers all the same",
    { ringSeconds: 60, ignoresCancel: true },
  ],
  [
    "answer_500_accepted_late",
    "answers 500 and takes the fax 30 minutes later; delivers the next one at once",
    { create: "error_then_late" },
    {},
  ],
];

const inBlock = (area: number, index: number): string =>
  `+1${area}5550${String(101 + index).padStart(3, "0")}`;

const failing = (area: number, index: number, at: FailurePoint, reason: string | null): NumberRow => ({
  number: inBlock(area, index),
  outcome: "failed",
  failure_reason: reason,
  description: reason === null ? "fails without saying why" : `fails with ${reason}`,
  plays: [{ fails: { at, reason } }],
});

/** Every number with an outcome of its own; any other number is delivered. */
export const numberRows: NumberRow[] = [
  {
    number: "+13125550100",
    outcome: "delivered",
    failure_reason: null,
    description: "delivers, as any number that is not in this table",
    plays: [{}],
  },
  ...ringing.map((reason, index) => failing(312, index, "ringing", reason)),
  ...sending.map((reason, index) => failing(312, ringing.length + index, "sending", reason)),
  failing(312, ringing.length + sending.length, "sending", "unheard_of_reason"),
  failing(312, ringing.length + sending.length + 1, "sending", null),
  ...account.map((reason, index) => failing(212, index, "account", reason)),
  ...document.map((reason, index) => failing(206, index, "document", reason)),
  ...scenarios.map(([outcome, description, ...plays], index) => ({
    number: inBlock(415, index),
    outcome,
    failure_reason: null,
    description,
    plays,
  })),
];

const byNumber = new Map(numberRows.map((row) => [row.number, row]));

/** Whether the table says what faxes to this number meet. */
export const hasOwnOutcome = (to: string): boolean => byNumber.has(to);

/** What faxes to this number meet, in turn. */
export const playsFor = (to: string): Play[] => byNumber.get(to)?.plays ?? [{}];
