/** What kind of failure ended a call: decides whether, when and how the number is called again. */
export const failureClasses = [
  "busy",
  "no_answer",
  "handshake",
  "network",
  "capacity",
  "document",
  "permanent",
  "account",
  "unknown",
] as const;
export type FailureClass = (typeof failureClasses)[number];

/**
 * Every reason the carrier documents for an outbound fax, judged. `capacity`: all our lines were in use, no call was
 * made. `account`: the whole connection cannot send. `permanent`: another call to this number, or of this document,
 * would fail the same way, or only a person can say whether to send again. Source: the carrier's fax error list.
 */
const classes: Record<string, FailureClass> = {
  user_busy: "busy",
  receiver_calling_the_number_is_busy: "busy",
  receiver_no_answer: "no_answer",
  receiver_no_response: "no_answer",
  fax_initial_communication_timeout: "no_answer",
  receiver_call_dropped: "handshake",
  fax_signaling_error: "handshake",
  invalid_ecm_response_from_receiver: "handshake",
  receiver_incompatible_destination: "handshake",
  receiver_communication_error: "network",
  receiver_recovery_on_timer_expire: "network",
  service_unavailable: "network",
  destination_unreachable: "unknown",
  receiver_decline: "unknown",
  rejected: "unknown",
  user_channel_limit_exceeded: "capacity",
  connection_channel_limit_exceeded: "capacity",
  outbound_profile_channel_limit_exceeded: "capacity",
  file_download_failed: "document",
  media_processing_exception: "document",
  file_format_invalid: "permanent",
  file_size_limit_exceeded: "permanent",
  page_count_limit_exceeded: "permanent",
  receiver_unallocated_number: "permanent",
  receiver_invalid_number_format: "permanent",
  destination_invalid: "permanent",
  // Wrong for this destination or number only; the rest of the connection goes on.
  destination_not_in_countries_whitelist: "permanent",
  destination_not_in_service_plan: "permanent",
  unverified_origination_number: "permanent",
  unverified_destination_not_allowed: "permanent",
  // A failure called success: sent again blindly it might arrive twice.
  success: "permanent",
  sender_canceled: "permanent",
  outbound_profile_daily_spend_limit_exceeded: "account",
  no_outbound_profile: "account",
  account_disabled: "account",
};

/** A reason nobody has judged yet is `unknown`: the carrier's list is open. */
export const classOfFailure = (reason: string): FailureClass =>
  Object.hasOwn(classes, reason) ? (classes[reason] ?? "unknown") : "unknown";

const printedPerhaps = [
  "receiver_call_dropped",
  "fax_signaling_error",
  "invalid_ecm_response_from_receiver",
  "success",
];

/** Whether the call may have broken off after pages were printed at the other end. */
export const mayHavePrinted = (reason: string): boolean => printedPerhaps.includes(reason);

const operatorReasons = [
  "destination_not_in_countries_whitelist",
  "destination_not_in_service_plan",
  "unverified_origination_number",
  "unverified_destination_not_allowed",
  "no_outbound_profile",
  "account_disabled",
  "outbound_profile_daily_spend_limit_exceeded",
];

/** Whether the operator can set right what the fax failed for, in our settings or at the carrier. */
export const isForOperator = (reason: string): boolean => operatorReasons.includes(reason);
