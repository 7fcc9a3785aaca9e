/** An invented endpoint, its secret, and a delivery that was tried once. */
export const endpoint = {
  record_type: "webhook_endpoint",
  id: "whe_1f2e3d4c5b6a7988",
  url: "https://clinic.example.com/fax-events",
  description: "the clinic's own",
  events: ["fax.delivered", "fax.failed", "fax.received"],
  format: "standard",
  public_key: null,
  enabled: true,
  disabled_because: null,
  failures: 0,
  failing_since: null,
  created_at: "2026-10-02T14:00:00.000Z",
};
export const signingKey = {
  record_type: "webhook_signing_key",
  public_key: "4jh3DX6VgQIK6OCeVqcCnCkLdQQWvbb6ZDpvmjjCFkc=",
};
export const secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

export const delivery = {
  record_type: "webhook_delivery",
  id: "dlv_17906977720001f2e3d4c5b6a79881f2e3d4c5b6a7988",
  event_id: "evt_1f2e3d4c5b6a79881f2e3d4c5b6a7988",
  event: "fax.delivered",
  fax_id: "4f1d6a52-8c1e-4b0a-9d3f-2a6b7c8d9e0f",
  sequence: 56,
  status: "pending",
  next_try_at: "2026-10-02T14:06:20.000Z",
  tries: [{ at: "2026-10-02T14:01:12.400Z", duration_ms: 84, status: 503, answer: "down for repairs" }],
  occurred_at: "2026-10-02T14:01:12.000Z",
};
