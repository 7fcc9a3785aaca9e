/** What each failure reason means, as a sentence for a person. Source: the carrier's fax error list. */
const sentences: Record<string, string> = {
  user_busy: "The line was busy.",
  receiver_no_answer: "The phone rang, but nobody and no machine answered.",
  receiver_no_response: "The other end did not respond in time.",
  receiver_call_dropped: "The call ended before all pages were sent; some may have been printed.",
  receiver_communication_error: "The call to the other machine failed.",
  receiver_recovery_on_timer_expire: "The telephone network did not answer in time.",
  service_unavailable: "The carrier's service was not available.",
  destination_unreachable: "The number could not be reached.",
  fax_initial_communication_timeout:
    "The call was answered, but not by a fax machine. Check that the number is a fax line.",
  fax_signaling_error: "The two fax machines could not agree on how to send the pages.",
  invalid_ecm_response_from_receiver: "The other machine answered wrongly during error correction.",
  receiver_decline: "The other end refused the call.",
  receiver_incompatible_destination: "The other end cannot take fax calls.",
  receiver_unallocated_number: "The number is not in service.",
  receiver_invalid_number_format: "The carrier does not accept the number's format.",
  destination_invalid: "The carrier refused the number as invalid.",
  user_channel_limit_exceeded: "All lines of the carrier account were in use.",
  connection_channel_limit_exceeded: "All lines of the fax application were in use.",
  outbound_profile_channel_limit_exceeded: "All lines of the outbound voice profile were in use.",
  outbound_profile_daily_spend_limit_exceeded:
    "The daily spend limit of the outbound voice profile is reached; raise it or wait until midnight UTC.",
  no_outbound_profile: "The fax application has no outbound voice profile; attach one at the carrier.",
  destination_not_in_countries_whitelist:
    "The destination's country is not allowed in the outbound voice profile; allow it at the carrier.",
  destination_not_in_service_plan:
    "The service plan of the outbound voice profile does not cover this destination; change the plan at the carrier.",
  unverified_origination_number:
    "The `from` number is not on the carrier account; use one of your own numbers or verify it.",
  unverified_destination_not_allowed:
    "A trial account may call verified numbers only; verify the number or upgrade the account at the carrier.",
  account_disabled: "The carrier account is blocked or out of funds; top it up or ask the carrier.",
  file_download_failed: "The document could not be fetched.",
  file_format_invalid: "The document is not a readable PDF.",
  file_size_limit_exceeded: "The document is larger than 50 MB.",
  page_count_limit_exceeded: "The document has more than 350 pages; split it.",
  media_processing_exception: "The document could not be processed.",
  success: "The carrier reported a failure named success; ask the carrier before sending again.",
  sender_call_dropped: "The sender's call ended early.",
  sender_canceled: "The sender stopped before all pages were sent.",
  sender_communication_error: "The sender's call failed.",
  carrier_lost: "The call was lost during reception.",
  received: "The carrier reported a failure named received; ask the carrier for the document.",
  rejected: "The carrier refused the request.",
  duplicate: "The same pages were in another fax to this number a few minutes ago.",
  receiver_calling_the_number_is_busy: "The line was busy.",
};

/** The sentence for a reason; an unknown reason is named as it came. */
export function explainFailure(reason: string): string {
  return sentences[reason] ?? `The fax failed; the carrier calls the reason ${reason.slice(0, 80)}.`;
}
