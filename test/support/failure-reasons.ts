/** The reasons the carrier documents for an outbound fax. */
export const outboundReasons = words(`
  user_busy receiver_no_answer receiver_no_response receiver_call_dropped receiver_communication_error
  receiver_recovery_on_timer_expire service_unavailable destination_unreachable
  fax_initial_communication_timeout fax_signaling_error invalid_ecm_response_from_receiver receiver_decline
  receiver_incompatible_destination receiver_unallocated_number receiver_invalid_number_format
  destination_invalid user_channel_limit_exceeded connection_channel_limit_exceeded
  outbound_profile_channel_limit_exceeded outbound_profile_daily_spend_limit_exceeded no_outbound_profile
  destination_not_in_countries_whitelist destination_not_in_service_plan unverified_origination_number
  unverified_destination_not_allowed account_disabled file_download_failed file_format_invalid
  file_size_limit_exceeded page_count_limit_exceeded media_processing_exception success rejected
  receiver_calling_the_number_is_busy`);

/** And those of an inbound fax. */
export const inboundReasons = words(
  "sender_call_dropped sender_canceled sender_communication_error carrier_lost received",
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
