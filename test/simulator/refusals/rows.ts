import { goodFax } from "./create-rows.ts";

const unknownId = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
const app = { application_name: "clinic", webhook_event_url: "https://fax.example.com/webhooks/telnyx" };

/** `{name}` in a path is the id of what the account has under that name; a text body goes out as it is. */
export type Row = [
  request: string,
  body: object | string | undefined,
  status: number,
  code: string,
  source?: string,
];

/** Requests that are refused: with which status and code, and what the refusal points at. */
export const refusedRequests: Row[] = [
  // 400: not readable at all
  ["POST /faxes", "{", 400, "10023"],
  ["POST /faxes", "[]", 400, "10023"],
  ["POST /fax_applications", "hello", 400, "10023"],
  ["PATCH /phone_numbers/{number}", "null", 400, "10023"],
  ["GET /detail_records", undefined, 400, "10004", "filter[record_type]"],
  [
    "GET /detail_records?filter[record_type]=fax&filter[colour]=red",
    undefined,
    400,
    "10015",
    "filter[colour]",
  ],
  // 404: not there
  ["GET /nothing", undefined, 404, "10005"],
  ["PUT /faxes", "{}", 404, "10005"],
  [`GET /faxes/${unknownId}`, undefined, 404, "10005"],
  [`DELETE /faxes/${unknownId}`, undefined, 404, "10005"],
  [`POST /faxes/${unknownId}/actions/cancel`, undefined, 404, "10005"],
  [`POST /faxes/${unknownId}/actions/refresh`, undefined, 404, "10005"],
  ["POST /faxes/{delivered}/actions/refresh", undefined, 404, "10005"],
  ["GET /faxes/nonsense", undefined, 404, "10006"],
  ["GET /fax_applications/1", undefined, 404, "10005"],
  ["PATCH /outbound_voice_profiles/1", { name: "x" }, 404, "10005"],
  ["GET /phone_numbers/1", undefined, 404, "10005"],
  [`GET /number_orders/${unknownId}`, undefined, 404, "10005"],
  [`GET /webhook_deliveries/${unknownId}`, undefined, 404, "10005"],
  // 409: in use
  ["DELETE /fax_applications/{application}", undefined, 409, "10021"],
  ["DELETE /outbound_voice_profiles/{profile}", undefined, 409, "10021"],
  // 422: a URL that is none, or too long
  [
    "POST /fax_applications",
    { ...app, webhook_event_url: "fax.example.com" },
    422,
    "10003",
    "/webhook_event_url",
  ],
  // 422: missing
  ["POST /fax_applications", { webhook_event_url: app.webhook_event_url }, 422, "10004", "/application_name"],
  ["PATCH /fax_applications/{application}", { application_name: "x" }, 422, "10004", "/webhook_event_url"],
  [
    "PATCH /fax_applications/{application}",
    { webhook_event_url: app.webhook_event_url },
    422,
    "10004",
    "/application_name",
  ],
  ["POST /outbound_voice_profiles", {}, 422, "10004", "/name"],
  ["POST /number_orders", {}, 422, "10004", "/phone_numbers"],
  ["POST /number_orders", { phone_numbers: [{}] }, 422, "10004", "/phone_numbers/0/phone_number"],
  // 422: combinations and values that cannot be
  [
    "POST /number_orders",
    { phone_numbers: [{ phone_number: "+13125550199" }] },
    422,
    "10015",
    "/phone_numbers/0/phone_number",
  ],
  [
    "POST /outbound_voice_profiles",
    { name: "x", whitelisted_destinations: ["us"] },
    422,
    "10015",
    "/whitelisted_destinations",
  ],
  ["GET /faxes?filter[status][eq]=failed", undefined, 422, "10015", "filter[status][eq]"],
  ["GET /faxes?sort=created_at", undefined, 422, "10015", "sort"],
  ["GET /faxes?filter[created_at][gte]=soon", undefined, 422, "10015", "filter[created_at][gte]"],
  // 422: numbers and resources
  ["PATCH /phone_numbers/{number}", { connection_id: "999" }, 422, "10017", "/connection_id"],
  [
    "POST /fax_applications",
    { ...app, outbound: { outbound_voice_profile_id: "1" } },
    422,
    "10017",
    "/outbound/outbound_voice_profile_id",
  ],
  [
    "POST /number_orders",
    { connection_id: "1", phone_numbers: [{ phone_number: "+13125550200" }] },
    422,
    "10017",
    "/connection_id",
  ],
  // 422: lengths and types
  [
    "GET /fax_applications?filter[application_name][contains]=ab",
    undefined,
    422,
    "10025",
    "filter[application_name][contains]",
  ],
  ["GET /phone_numbers?filter[phone_number]=31", undefined, 422, "10025", "filter[phone_number]"],
  ["POST /fax_applications", { ...app, active: "yes" }, 422, "10026", "/active"],
  ["POST /fax_applications", { ...app, tags: "prod" }, 422, "10026", "/tags"],
  ["POST /fax_applications", { ...app, inbound: 5 }, 422, "10026", "/inbound"],
  ["GET /faxes?page[number]=x", undefined, 422, "10026", "page[number]"],
  // 422: words and ranges
  ["POST /fax_applications", { ...app, anchorsite_override: "Mars" }, 422, "10032", "/anchorsite_override"],
  ["GET /fax_applications?sort=colour", undefined, 422, "10032", "sort"],
  ["GET /faxes?filter[direction][eq]=up", undefined, 422, "10032", "filter[direction][eq]"],
  ["GET /webhook_deliveries?filter[status][eq]=lost", undefined, 422, "10032", "filter[status][eq]"],
  ["POST /fax_applications", { ...app, webhook_timeout_secs: 31 }, 422, "10033", "/webhook_timeout_secs"],
  ["GET /faxes?page[size]=251", undefined, 422, "10033", "page[size]"],
  ["GET /detail_records?filter[record_type]=fax&page[size]=51", undefined, 422, "10033", "page[size]"],
  // 422: of faxes alone
  ["POST /faxes/{delivered}/actions/cancel", undefined, 422, "90080"],
  ["POST /faxes/{inbound}/actions/cancel", undefined, 422, "90081"],
  // too many, and our own failure
  ["POST /faxes", { ...goodFax, to: "+14155550106" }, 429, "10011"],
  ["POST /faxes", { ...goodFax, to: "+14155550104" }, 500, "10007"],
];
