import { randomUUID } from "node:crypto";
import type { PhoneNumber } from "./phone-number.ts";

/** An order of numbers as the API shows it; the simulator fills every order at once. */
export type NumberOrder = {
  record_type: "number_order";
  id: string;
  status: "success";
  connection_id?: string;
  customer_reference?: string;
  phone_numbers: OrderedNumber[];
  phone_numbers_count: number;
  requirements_met: true;
  sub_number_orders_ids: string[];
  created_at: string;
  updated_at: string;
};

type OrderedNumber = {
  record_type: "number_order_phone_number";
  id: string;
  phone_number: string;
  phone_number_type: "local";
  country_code: string;
  country_iso_alpha2: string;
  status: "success";
  requirements_met: true;
  requirements_status: "approved";
  regulatory_requirements: [];
};

/** The filled order of these numbers. `now`: ISO 8601. */
export const newOrder = (
  numbers: PhoneNumber[],
  about: { connection_id?: string; customer_reference?: string },
  now: string,
): NumberOrder => ({
  record_type: "number_order",
  id: randomUUID(),
  status: "success",
  ...about,
  phone_numbers: numbers.map((number) => ({
    record_type: "number_order_phone_number",
    id: randomUUID(),
    phone_number: number.phone_number,
    phone_number_type: number.phone_number_type,
    country_code: number.country_iso_alpha2,
    country_iso_alpha2: number.country_iso_alpha2,
    status: "success",
    requirements_met: true,
    requirements_status: "approved",
    regulatory_requirements: [],
  })),
  phone_numbers_count: numbers.length,
  requirements_met: true,
  sub_number_orders_ids: [randomUUID()],
  created_at: now,
  updated_at: now,
});
