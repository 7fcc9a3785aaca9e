import type { AvailablePhoneNumberListResponse } from "telnyx/resources/available-phone-numbers";
import type { FaxApplication } from "telnyx/resources/fax-applications";
import type {
  NumberOrderWithPhoneNumbers,
  PhoneNumber as OrderedNumber,
} from "telnyx/resources/number-orders";
import type { OutboundVoiceProfile } from "telnyx/resources/outbound-voice-profiles";
import type { NumbersPhoneNumberDetailed } from "telnyx/resources/phone-numbers/phone-numbers";
import type { TableOf } from "./table.ts";

/** Fields of the official types that this carrier never has: features that no fax needs. */
type Without<T, K extends keyof T> = Omit<T, K>;

export const applicationTable = {
  record_type: ["text", "always", ["fax_application"]],
  id: ["text", "always"],
  application_name: ["text", "always"],
  active: ["flag", "always"],
  anchorsite_override: ["text", "always", ["Latency", "Ashburn, VA"]],
  webhook_event_url: ["text", "always"],
  webhook_event_failover_url: ["text or null", "always"],
  webhook_timeout_secs: ["whole or null", "always"],
  inbound: ["part", "always"],
  outbound: ["part", "always"],
  tags: ["texts", "always"],
  fax_email_recipient: ["text or null", "always"],
  created_at: ["time", "always"],
  updated_at: ["time", "always"],
} as const satisfies TableOf<FaxApplication, "always">;

export const applicationInboundTable = {
  channel_limit: ["whole or null", "always"],
  sip_subdomain: ["text or null", "always"],
  sip_subdomain_receive_settings: ["text", "always", ["only_my_connections", "from_anyone"]],
} as const satisfies TableOf<FaxApplication.Inbound, "always">;

export const applicationOutboundTable = {
  channel_limit: ["whole or null", "always"],
  outbound_voice_profile_id: ["text or null", "always"],
} as const satisfies TableOf<FaxApplication.Outbound, "always">;

export const profileTable = {
  record_type: ["text", "always", ["outbound_voice_profile"]],
  id: ["text", "always"],
  name: ["text", "always"],
  enabled: ["flag", "always"],
  concurrent_call_limit: ["whole or null", "always"],
  connections_count: ["whole", "always"],
  daily_spend_limit: ["amount", "a daily limit was set"],
  daily_spend_limit_enabled: ["flag", "always"],
  max_destination_rate: ["whole", "a rate was set"],
  whitelisted_destinations: ["texts", "always"],
  traffic_type: ["text", "always", ["conversational"]],
  service_plan: ["text", "always", ["global"]],
  usage_payment_method: ["text", "always", ["rate-deck"]],
  billing_group_id: ["text or null", "always"],
  tags: ["texts", "always"],
  created_at: ["time", "always"],
  updated_at: ["time", "always"],
} as const satisfies TableOf<
  Without<OutboundVoiceProfile, "call_recording" | "calling_window">,
  "always" | "a daily limit was set" | "a rate was set"
>;

export const numberTable = {
  record_type: ["text", "always", ["phone_number"]],
  id: ["text", "always"],
  phone_number: ["text", "always"],
  phone_number_type: ["text", "always", ["local"]],
  country_iso_alpha2: ["text", "always"],
  status: ["text", "always", ["active", "deleted"]],
  connection_id: ["text or null", "always"],
  connection_name: ["text or null", "always"],
  customer_reference: ["text or null", "always"],
  external_pin: ["text or null", "always"],
  deletion_lock_enabled: ["flag", "always"],
  t38_fax_gateway_enabled: ["flag", "always"],
  source_type: ["text or null", "always", ["number_order"]],
  tags: ["texts", "always"],
  purchased_at: ["time", "always"],
  activated_at: ["time or null", "always"],
  created_at: ["time", "always"],
  updated_at: ["time", "always"],
} as const satisfies TableOf<
  Without<
    NumbersPhoneNumberDetailed,
    | "billing_group_id"
    | "call_forwarding_enabled"
    | "call_recording_enabled"
    | "caller_id_name_enabled"
    | "cnam_listing_enabled"
    | "emergency_address_id"
    | "emergency_enabled"
    | "emergency_status"
    | "hd_voice_enabled"
    | "inbound_call_screening"
    | "messaging_campaign_id"
    | "messaging_profile_id"
    | "messaging_profile_name"
  >,
  "always"
>;

export const availableNumberTable = {
  record_type: ["text", "always", ["available_phone_number"]],
  phone_number: ["text", "always"],
  vanity_format: ["text", "always"],
  best_effort: ["flag", "always"],
  quickship: ["flag", "always"],
  reservable: ["flag", "always"],
  features: ["parts", "always"],
  region_information: ["parts", "always"],
  cost_information: ["part", "always"],
} as const satisfies TableOf<AvailablePhoneNumberListResponse.Data, "always">;

export const orderTable = {
  record_type: ["text", "always", ["number_order"]],
  id: ["uuid", "always"],
  status: ["text", "always", ["success"]],
  connection_id: ["text", "a connection was named"],
  customer_reference: ["text", "a reference was given"],
  phone_numbers: ["parts", "always"],
  phone_numbers_count: ["whole", "always"],
  requirements_met: ["flag", "always"],
  sub_number_orders_ids: ["texts", "always"],
  created_at: ["time", "always"],
  updated_at: ["time", "always"],
} as const satisfies TableOf<
  Without<NumberOrderWithPhoneNumbers, "billing_group_id" | "messaging_profile_id">,
  "always" | "a connection was named" | "a reference was given"
>;

export const orderedNumberTable = {
  record_type: ["text", "always", ["number_order_phone_number"]],
  id: ["uuid", "always"],
  phone_number: ["text", "always"],
  phone_number_type: ["text", "always", ["local"]],
  country_code: ["text", "always"],
  country_iso_alpha2: ["text", "always"],
  status: ["text", "always", ["success"]],
  requirements_met: ["flag", "always"],
  requirements_status: ["text", "always", ["approved"]],
  regulatory_requirements: ["parts", "always"],
} as const satisfies TableOf<Without<OrderedNumber, "bundle_id">, "always">;
