import type { FieldReader } from "../http/field-reader.ts";

/** A fax application as the API shows it; what the account keeps is the same. */
export type FaxApplication = {
  record_type: "fax_application";
  id: string;
  application_name: string;
  active: boolean;
  anchorsite_override: AnchorSite;
  webhook_event_url: string;
  webhook_event_failover_url: string | null;
  webhook_timeout_secs: number | null;
  inbound: {
    channel_limit: number | null;
    sip_subdomain: string | null;
    sip_subdomain_receive_settings: ReceiveSettings;
  };
  outbound: { channel_limit: number | null; outbound_voice_profile_id: string | null };
  tags: string[];
  fax_email_recipient: string | null;
  created_at: string;
  updated_at: string;
};

const anchorSites = [
  "Latency",
  "Chicago, IL",
  "Ashburn, VA",
  "San Jose, CA",
  "Sydney, Australia",
  "Amsterdam, Netherlands",
  "London, UK",
  "Toronto, Canada",
  "Vancouver, Canada",
  "Frankfurt, Germany",
] as const;
type AnchorSite = (typeof anchorSites)[number];
const receiveSettings = ["only_my_connections", "from_anyone"] as const;
type ReceiveSettings = (typeof receiveSettings)[number];

const maxChannels = 10_000;
const maxTimeoutSeconds = 30;

/** What is asked of an application: everything but what the account itself gives it. */
export type ApplicationSettings = Omit<FaxApplication, "record_type" | "id" | "created_at" | "updated_at">;

/** What an application has that says nothing else. */
export const applicationDefaults: ApplicationSettings = {
  application_name: "",
  active: true,
  anchorsite_override: "Latency",
  webhook_event_url: "",
  webhook_event_failover_url: "",
  webhook_timeout_secs: null,
  inbound: { channel_limit: null, sip_subdomain: null, sip_subdomain_receive_settings: "from_anyone" },
  outbound: { channel_limit: null, outbound_voice_profile_id: null },
  tags: [],
  fax_email_recipient: null,
};

/**
 * The settings that a create (`before` = the defaults) or an update leaves; faults are the reader's.
 * Name and webhook URL are demanded by both, as the carrier does.
 */
export function readApplication(
  reader: FieldReader,
  before: ApplicationSettings,
  hasProfile: (id: string) => boolean,
): ApplicationSettings {
  return {
    application_name: reader.required("application_name") ?? "",
    webhook_event_url: reader.requiredWebAddress("webhook_event_url") ?? "",
    active: reader.changed("active", before.active, reader.flag("active")),
    anchorsite_override: reader.changed(
      "anchorsite_override",
      before.anchorsite_override,
      reader.oneOf("anchorsite_override", anchorSites),
    ),
    webhook_event_failover_url: reader.changed(
      "webhook_event_failover_url",
      before.webhook_event_failover_url,
      reader.webAddress("webhook_event_failover_url"),
      "",
    ),
    webhook_timeout_secs: reader.changed(
      "webhook_timeout_secs",
      before.webhook_timeout_secs,
      reader.integer("webhook_timeout_secs", 0, maxTimeoutSeconds),
      null,
    ),
    inbound: readInbound(reader.part("inbound"), before.inbound),
    outbound: readOutbound(reader.part("outbound"), before.outbound, hasProfile),
    tags: reader.changed("tags", before.tags, reader.texts("tags"), []),
    fax_email_recipient: before.fax_email_recipient,
  };
}

function readInbound(reader: FieldReader, before: FaxApplication["inbound"]): FaxApplication["inbound"] {
  return {
    channel_limit: reader.changed(
      "channel_limit",
      before.channel_limit,
      reader.integer("channel_limit", 0, maxChannels),
      null,
    ),
    sip_subdomain: reader.changed(
      "sip_subdomain",
      before.sip_subdomain,
      reader.text("sip_subdomain", 63),
      null,
    ),
    sip_subdomain_receive_settings: reader.changed(
      "sip_subdomain_receive_settings",
      before.sip_subdomain_receive_settings,
      reader.oneOf("sip_subdomain_receive_settings", receiveSettings),
    ),
  };
}

function readOutbound(
  reader: FieldReader,
  before: FaxApplication["outbound"],
  hasProfile: (id: string) => boolean,
): FaxApplication["outbound"] {
  const profile = reader.text("outbound_voice_profile_id", 64);
  if (profile !== undefined && !hasProfile(profile)) {
    reader.fault("10017", "outbound_voice_profile_id", "is no outbound voice profile of this account");
  }
  return {
    channel_limit: reader.changed(
      "channel_limit",
      before.channel_limit,
      reader.integer("channel_limit", 0, maxChannels),
      null,
    ),
    outbound_voice_profile_id: reader.changed(
      "outbound_voice_profile_id",
      before.outbound_voice_profile_id,
      profile,
      null,
    ),
  };
}
