import type { BalanceRetrieveResponse } from "telnyx/resources/balance";
import type { Attempt, HTTP, WebhookDelivery } from "telnyx/resources/webhook-deliveries";
import type { TableOf } from "./table.ts";

export const balanceTable = {
  record_type: ["text", "always", ["balance"]],
  balance: ["amount", "always"],
  credit_limit: ["amount", "always"],
  available_credit: ["amount", "always"],
  pending: ["amount", "always"],
  currency: ["text", "always"],
} as const satisfies TableOf<BalanceRetrieveResponse.Data, "always">;

export const deliveryTable = {
  record_type: ["text", "always", ["webhook_delivery"]],
  id: ["uuid", "always"],
  user_id: ["uuid", "always"],
  status: ["text", "always", ["delivered", "failed"]],
  started_at: ["time", "always"],
  finished_at: ["time", "always"],
  webhook: ["part", "always"],
  attempts: ["parts", "always"],
} as const satisfies TableOf<WebhookDelivery, "always">;

export const attemptTable = {
  status: ["text", "always", ["delivered", "failed"]],
  started_at: ["time", "always"],
  finished_at: ["time", "always"],
  errors: ["codes", "always"],
  http: ["part", "always"],
} as const satisfies TableOf<Attempt, "always">;

export const attemptRequestTable = {
  url: ["url", "always"],
  headers: ["pairs", "always"],
} as const satisfies TableOf<HTTP.Request, "always">;

export const attemptResponseTable = {
  status: ["whole", "always"],
  headers: ["pairs", "always"],
  body: ["text", "always"],
} as const satisfies TableOf<HTTP.Response, "always">;

/** The official types have none for a fax; the fields are the usual ones of the carrier's other records. */
export const detailRecordTable = {
  record_type: ["text", "always", ["fax"]],
  id: ["uuid", "always"],
  direction: ["text", "always", ["inbound", "outbound"]],
  status: ["text", "always", ["delivered", "failed", "received"]],
  cli: ["text", "always"],
  cld: ["text", "always"],
  connection_id: ["text", "always"],
  page_count: ["whole", "always"],
  call_sec: ["whole", "always"],
  rate: ["amount", "always"],
  cost: ["amount", "always"],
  currency: ["text", "always"],
  created_at: ["time", "always"],
  started_at: ["time", "always"],
  finished_at: ["time", "always"],
  user_id: ["uuid", "always"],
} as const;

export const listMetaTable = {
  page_number: ["whole", "always"],
  page_size: ["whole", "always"],
  total_pages: ["whole", "always"],
  total_results: ["whole", "always"],
} as const;
