/** An invented broadcast and one of its rejections. */
export const broadcast = {
  record_type: "broadcast",
  id: "brd_1f2e3d4c5b6a7988",
  status: "sending",
  counts: {
    rows: 5000,
    duplicates: 60,
    rejected: 40,
    created: 4900,
    delivered: 3120,
    failed: 12,
    canceled: 0,
    open: 1768,
  },
  from: "+13125550100",
  media_url: "",
  reference: "recall-2026-10",
  tags: [],
  priority: "bulk",
  client_state: "",
  webhook_url: "",
  document: {
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    size_bytes: 48213,
    pages: 2,
    content_type: "application/pdf",
  },
  failure_reason: null,
  failure_detail: null,
  created_at: "2026-10-02T14:00:00.000Z",
  updated_at: "2026-10-02T14:02:10.000Z",
};

const none = { rows: null, duplicates: null, rejected: null };
const zero = { created: 0, delivered: 0, failed: 0, canceled: 0, open: 0 };

export const acceptedBroadcast = {
  ...broadcast,
  status: "preparing",
  counts: { ...none, ...zero },
  document: null,
  upload_url: "https://documents.example.com/lists/brd_1f2e3d4c5b6a7988.csv?X-Amz-Signature=...",
  document_upload_url: "https://documents.example.com/uploads/brd_1f2e3d4c5b6a7988?X-Amz-Signature=...",
  upload_expires_at: "2026-10-03T14:00:00.000Z",
  updated_at: "2026-10-02T14:00:00.000Z",
};

export const rejection = {
  record_type: "broadcast_rejection",
  row: 17,
  value: "1.31255E+10",
  code: "number_not_understood",
  detail:
    "This is not a fax number: write it as +13125550148, or as people of the installation's country write it.",
};
