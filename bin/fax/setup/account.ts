import { fieldsOf, listOf, number, text, texts, type Fields } from "../fields.ts";

/** A Programmable Fax Application: what calls and events go through. */
export type Application = {
  id: string;
  name: string;
  isActive: boolean;
  webhookUrl: string;
  /** undefined: the carrier's own default (2 seconds) */
  timeoutSeconds: number | undefined;
  /** empty: none is attached */
  profileId: string;
  /** undefined: no limit of its own */
  outboundLimit: number | undefined;
  inboundLimit: number | undefined;
  /** epoch ms; 0 where the carrier does not say */
  updatedAt: number;
  /** As it came: a change sends the rest of it along. */
  outbound: Fields;
};

export type Profile = {
  id: string;
  name: string;
  isEnabled: boolean;
  /** ISO 3166 codes that calls may go to */
  countries: string[];
  callLimit: number | undefined;
};

export type AccountNumber = { id: string; number: string; status: string; applicationId: string };

/** One event told to our webhook. `answer`: the status of the last attempt; undefined where none came. */
export type Delivery = { at: number; isDelivered: boolean; answer: number | undefined };

export type Balance = { available: number; currency: string };

/** What the carrier knows of one account, as far as it matters here. */
export type Account = {
  applications: Application[];
  profiles: Profile[];
  numbers: AccountNumber[];
  /** Newest first, to our webhook only. */
  deliveries: Delivery[];
  /** undefined where the carrier does not say */
  balance: Balance | undefined;
};

const optional = (fields: Fields, name: string): number | undefined => number(fields, name);

export function readApplication(fields: Fields): Application {
  const outbound = fieldsOf(fields["outbound"]);
  return {
    id: text(fields, "id"),
    name: text(fields, "application_name"),
    isActive: fields["active"] !== false,
    webhookUrl: text(fields, "webhook_event_url"),
    timeoutSeconds: optional(fields, "webhook_timeout_secs"),
    profileId: text(outbound, "outbound_voice_profile_id"),
    outboundLimit: optional(outbound, "channel_limit"),
    inboundLimit: optional(fieldsOf(fields["inbound"]), "channel_limit"),
    updatedAt: Date.parse(text(fields, "updated_at")) || 0,
    outbound,
  };
}

export const readProfile = (fields: Fields): Profile => ({
  id: text(fields, "id"),
  name: text(fields, "name"),
  isEnabled: fields["enabled"] !== false,
  countries: texts(fields, "whitelisted_destinations"),
  callLimit: optional(fields, "concurrent_call_limit"),
});

export const readNumber = (fields: Fields): AccountNumber => ({
  id: text(fields, "id"),
  number: text(fields, "phone_number"),
  status: text(fields, "status"),
  applicationId: text(fields, "connection_id"),
});

/** The deliveries to one address among records of any, newest first; those under way are left out. */
export function readDeliveries(records: Fields[], webhookUrl: string): Delivery[] {
  const ended = records.flatMap((record) => {
    const attempts = listOf(record["attempts"]).filter((attempt) => urlOf(attempt) === webhookUrl);
    const last = attempts.at(-1);
    if (!last) return [];
    const response = fieldsOf(fieldsOf(last["http"])["response"]);
    const answer = number(response, "status");
    const isDelivered = text(record, "status") === "delivered";
    if (!isDelivered && text(last, "finished_at") === "" && answer === undefined) return [];
    const at = Date.parse(text(last, "started_at") || text(record, "started_at")) || 0;
    return [{ at, isDelivered, answer }];
  });
  return ended.sort((one, other) => other.at - one.at);
}

const urlOf = (attempt: Fields): string => text(fieldsOf(fieldsOf(attempt["http"])["request"]), "url");

export function readBalance(fields: Fields): Balance | undefined {
  const available = Number(text(fields, "available_credit") || text(fields, "balance") || "x");
  return Number.isFinite(available) ? { available, currency: text(fields, "currency") || "USD" } : undefined;
}
