import { countryOf } from "../../core/numbering-plan.ts";
import { newResourceId } from "./resource-id.ts";

export const numberStatuses = [
  "purchase-pending",
  "purchase-failed",
  "port-pending",
  "port-failed",
  "active",
  "deleted",
  "emergency-only",
  "ported-out",
  "port-out-pending",
  "requirement-info-pending",
  "requirement-info-under-review",
  "requirement-info-exception",
  "provision-pending",
] as const;

/** A number of the account as the API shows it, but for `connection_name`, which is looked up. */
export type PhoneNumber = {
  record_type: "phone_number";
  id: string;
  phone_number: string;
  phone_number_type: "local";
  country_iso_alpha2: string;
  status: (typeof numberStatuses)[number];
  /** The fax application that it belongs to. */
  connection_id: string | null;
  customer_reference: string | null;
  external_pin: string | null;
  deletion_lock_enabled: boolean;
  t38_fax_gateway_enabled: boolean;
  source_type: "number_order" | null;
  tags: string[];
  purchased_at: string;
  activated_at: string;
  created_at: string;
  updated_at: string;
};

/** An active number; `source` null = it was there from the start. `now`: ISO 8601. */
export const newPhoneNumber = (
  phoneNumber: string,
  connectionId: string | null,
  source: PhoneNumber["source_type"],
  now: string,
): PhoneNumber => ({
  record_type: "phone_number",
  id: newResourceId(),
  phone_number: phoneNumber,
  phone_number_type: "local",
  country_iso_alpha2: countryCalled(phoneNumber) ?? "US",
  status: "active",
  connection_id: connectionId,
  customer_reference: null,
  external_pin: null,
  deletion_lock_enabled: false,
  t38_fax_gateway_enabled: true,
  source_type: source,
  tags: [],
  purchased_at: now,
  activated_at: now,
  created_at: now,
  updated_at: now,
});

/** The ISO 3166 country of a number; one of the North American plan that belongs to none counts as US. */
export const countryCalled = (number: string): string | undefined =>
  countryOf(number) ?? (number.startsWith("+1") ? "US" : undefined);
