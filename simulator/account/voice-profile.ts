import type { FieldReader } from "../http/field-reader.ts";

/** An outbound voice profile as the API shows it, but for `connections_count`, which is counted. */
export type VoiceProfile = {
  record_type: "outbound_voice_profile";
  id: string;
  name: string;
  enabled: boolean;
  concurrent_call_limit: number | null;
  /** US dollars a day. */
  daily_spend_limit?: string;
  daily_spend_limit_enabled: boolean;
  /** US dollars a minute. */
  max_destination_rate?: number;
  /** ISO 3166 alpha-2 codes of the countries that may be called. */
  whitelisted_destinations: string[];
  traffic_type: "conversational";
  service_plan: "global";
  usage_payment_method: "rate-deck";
  billing_group_id: string | null;
  tags: string[];
  created_at: string;
  updated_at: string;
};

export type ProfileSettings = Omit<VoiceProfile, "record_type" | "id" | "created_at" | "updated_at">;

export const profileDefaults: ProfileSettings = {
  name: "",
  enabled: true,
  concurrent_call_limit: null,
  daily_spend_limit_enabled: false,
  whitelisted_destinations: ["US", "CA"],
  traffic_type: "conversational",
  service_plan: "global",
  usage_payment_method: "rate-deck",
  billing_group_id: null,
  tags: [],
};

const maxCalls = 10_000;
const maxDollarsAMinute = 1_000;

/** The settings that a create (`before` = the defaults) or an update leaves; both demand the name. */
export function readProfile(reader: FieldReader, before: ProfileSettings): ProfileSettings {
  const countries = reader.texts("whitelisted_destinations");
  if (countries?.some((code) => !/^[A-Z]{2}$/.test(code))) {
    reader.fault("10015", "whitelisted_destinations", "must hold ISO 3166 alpha-2 codes in capitals");
  }
  reader.oneOf("traffic_type", ["conversational"]);
  reader.oneOf("service_plan", ["global"]);
  reader.oneOf("usage_payment_method", ["rate-deck"]);
  return {
    ...before,
    name: reader.required("name") ?? "",
    enabled: reader.changed("enabled", before.enabled, reader.flag("enabled")),
    concurrent_call_limit: reader.changed(
      "concurrent_call_limit",
      before.concurrent_call_limit,
      reader.integer("concurrent_call_limit", 0, maxCalls),
      null,
    ),
    whitelisted_destinations: reader.changed(
      "whitelisted_destinations",
      before.whitelisted_destinations,
      countries,
      [],
    ),
    billing_group_id: reader.changed(
      "billing_group_id",
      before.billing_group_id,
      reader.text("billing_group_id", 64),
      null,
    ),
    tags: reader.changed("tags", before.tags, reader.texts("tags"), []),
    ...readLimits(reader, before),
  };
}

function readLimits(reader: FieldReader, before: ProfileSettings) {
  const dailyLimit = reader.text("daily_spend_limit", 20);
  if (dailyLimit !== undefined && !/^\d{1,9}(\.\d{1,4})?$/.test(dailyLimit)) {
    reader.fault("10015", "daily_spend_limit", "must be an amount of US dollars");
  }
  const daily = reader.changed<string | undefined>("daily_spend_limit", before.daily_spend_limit, dailyLimit);
  const rate = reader.changed<number | undefined>(
    "max_destination_rate",
    before.max_destination_rate,
    reader.number("max_destination_rate", 0, maxDollarsAMinute),
  );
  return {
    ...(daily === undefined ? {} : { daily_spend_limit: daily }),
    daily_spend_limit_enabled: reader.changed(
      "daily_spend_limit_enabled",
      before.daily_spend_limit_enabled,
      reader.flag("daily_spend_limit_enabled"),
    ),
    ...(rate === undefined ? {} : { max_destination_rate: rate }),
  };
}
