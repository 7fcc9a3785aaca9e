/** What kind of failure ended a call: decides whether, when and how the number is called again. */
export const failureClasses = [
  "busy",
  "no_answer",
  "handshake",
  "network",
  "capacity",
  "document",
  "permanent",
  "configuration",
  "account",
  "unknown",
] as const;
export type FailureClass = (typeof failureClasses)[number];

/**
 * Every reason the carrier documents for an outbound fax, judged. `capacity`: all our lines were in use, no call was
 * made. `account`: the whole connection cannot send. `configuration`: not to this number, until the operator changes
 * something at the carrier. `permanent`: another call to this number, or of this document,
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
  destination_unreachable: "no_answer",
  receiver_decline: "no_answer",
  rejected: "no_answer",
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
  destination_not_in_countries_whitelist: "configuration",
  destination_not_in_service_plan: "configuration",
  unverified_origination_number: "configuration",
  unverified_destination_not_allowed: "configuration",
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

/** Reasons after which a person should look at the number before it is faxed again. */
const badNumbers = [
  "receiver_unallocated_number",
  "receiver_invalid_number_format",
  "destination_invalid",
  "fax_initial_communication_timeout",
  "receiver_incompatible_destination",
];

/** Whether the failure says that faxes to this number are in vain. */
export const isBadNumber = (reason: string): boolean => badNumbers.includes(reason);

/** Whether the operator can set right what the fax failed for, in our settings or at the carrier. */
export const isForOperator = (reason: string): boolean =>
  ["configuration", "account"].includes(classOfFailure(reason));
