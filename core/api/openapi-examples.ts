/** Invented faxes, keys and records; the numbers are of a range that is kept free for fiction. */
const id = "4f1d6a52-8c1e-4b0a-9d3f-2a6b7c8d9e0f";

export const acceptedFax = {
  record_type: "fax",
  id,
  connection_id: "234423",
  direction: "outbound",
  status: "preparing",
  from: "+13125550100",
  to: "+13125550148",
  from_display_name: "+13125550100",
  quality: "high",
  monochrome: false,
  t38_enabled: true,
  store_media: false,
  media_url: "",
  client_state: "",
  webhook_url: "",
  webhook_failover_url: "",
  reference: "case-4711",
  tags: [],
  upload_url: "https://documents.example.com/uploads/4f1d6a52?X-Amz-Signature=...",
  upload_expires_at: "2026-10-03T14:00:00.000Z",
  failure_reason: null,
  internal_failure_reason: null,
  failure_detail: null,
  page_count: null,
  call_duration_secs: null,
  document: null,
  resend_of: null,
  resent_as: [],
  warnings: [],
  created_at: "2026-10-02T14:00:00.000Z",
  updated_at: "2026-10-02T14:00:00.000Z",
};

const documentFacts = {
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  size_bytes: 48213,
  pages: 2,
  content_type: "application/pdf",
};

const { upload_url: _link, upload_expires_at: _until, ...settled } = acceptedFax;

export const deliveredFax = {
  ...settled,
  status: "delivered",
  page_count: 2,
  call_duration_secs: 41,
  document: documentFacts,
  updated_at: "2026-10-02T14:01:12.000Z",
};

export const deliveredFaxInFull = {
  ...deliveredFax,
  events: [
    { occurred_at: "2026-10-02T14:00:00.000Z", event: "accepted", detail: "The fax was accepted." },
    {
      occurred_at: "2026-10-02T14:00:04.000Z",
      event: "prepared",
      detail: "The pages were checked and stored.",
    },
    {
      occurred_at: "2026-10-02T14:00:05.000Z",
      event: "submitted",
      detail: "The carrier took the fax.",
      attempt: 1,
    },
    {
      occurred_at: "2026-10-02T14:01:12.000Z",
      event: "fax.delivered",
      detail: "All pages were delivered.",
      attempt: 1,
    },
  ],
  attempts: [
    {
      number: 1,
      state: "delivered",
      carrier_fax_id: "d2c7b1a0-3e4f-4a5b-8c6d-7e8f9a0b1c2d",
      failure_reason: null,
      failure_detail: null,
      started_at: "2026-10-02T14:00:04.000Z",
      ended_at: "2026-10-02T14:01:12.000Z",
    },
  ],
};

export const faxDocument = {
  record_type: "fax_document",
  url: "https://documents.example.com/documents/4f1d6a52.pdf?X-Amz-Signature=...",
  expires_at: "2026-10-02T14:11:12.000Z",
  ...documentFacts,
};

export const faxPagesExample = {
  record_type: "fax_pages",
  fax_id: deliveredFax.id,
  page_count: 1,
  partial: false,
  pages: [
    {
      page: 1,
      blank: false,
      image_path: `/v2/faxes/${deliveredFax.id}/pages/1.png`,
      thumbnail_path: `/v2/faxes/${deliveredFax.id}/pages/1.png?width=240`,
    },
  ],
};

export const apiKey = {
  record_type: "api_key",
  id: "key_1f2e3d4c5b6a7988",
  name: "front desk",
  scopes: ["send", "read"],
  created_at: "2026-10-02T14:00:00.000Z",
  retry: null,
  expires_at: null,
  revoked_at: null,
  duplicates: null,
  mailbox_id: null,
};

export const newApiKey = {
  ...apiKey,
  key: "sfx_1f2e3d4c5b6a7988.the-secret-part-of-the-key-shown-this-once",
};

export const refusal = {
  record_type: "refusal",
  id: "7b0c9d1e-2f3a-8b4c-9d5e-6f7a8b9c0d1e",
  door: "mail",
  from: "somebody@elsewhere.example",
  to: ["13125550148@fax.example.com"],
  reason: "sender_not_allowed",
  detail: "The sender is not among mail.allowedSenders; add the address or its domain to the settings.",
  created_at: "2026-10-02T14:00:00.000Z",
};

export const health = { status: "ok", table: "ok", carrier: "configured", mail: "off" };

export const carrier = {
  record_type: "carrier",
  base_url: "https://api.telnyx.com/v2",
  connection_id: "234423",
  from: "+13125550100",
  public_keys: ["cHV0LXlvdXItY2Fycmllci1wdWJsaWMta2V5LWhlcmU="],
  key_stored: true,
  key_fingerprint: "581f6f970353d5d6",
  key_parameter: "/ServerlessFax/carrier-key",
  media_link: "stream",
  allowed_countries: ["US", "CA"],
  default_country: "US",
  max_faxes_per_day: 1000,
  mail_domain: null,
  header: { sender_name: "Downtown Clinic", time_zone: "America/New_York" },
  breaker: null,
};

export const resumed = {
  result: "ok",
  was_open: {
    reason: "account_disabled",
    detail: "The carrier account is blocked or out of funds; top it up or ask the carrier.",
    open_since: "2026-10-02T14:00:00.000Z",
    next_probe_at: "2026-10-02T14:05:00.000Z",
  },
};

export const diagnosis = {
  record_type: "diagnosis",
  at: "2026-10-02T14:00:00.000Z",
  checks: [
    { check: "table", status: "ok", detail: "The table answers.", mend: null },
    {
      check: "queue:EventsQueue",
      status: "failed",
      detail: "2 messages were given up and wait for a person; 0 wait for their turn.",
      mend: 'docs/runbook.md, "EventsQueue dead letters"',
    },
  ],
};
