/** What came by mail or hot folder and could not become a fax, with why: never silence. */
export type Refusal = {
  id: string;
  door: "mail" | "drop";
  at: number;
  /** The sender's address, or the object's key. */
  from: string;
  /** The addresses or number it was meant for. */
  to: string[];
  reason: RefusalReason;
  /** A sentence for a person that says what to do. */
  detail: string;
};

export type RefusalReason =
  | "sender_not_allowed"
  | "sender_not_verified"
  | "spam_or_virus"
  | "recipient_not_understood"
  | "country_not_allowed"
  | "number_not_allowed"
  | "daily_limit_reached"
  | "document_missing"
  | "document_too_large"
  | "attachment_skipped"
  | "message_unreadable";

/** Refusals are kept this long. */
export const refusalsKeptMs = 90 * 86_400_000;

/** The refusal as the API shows it. */
export const refusalView = (refusal: Refusal): Record<string, unknown> => ({
  record_type: "refusal",
  id: refusal.id,
  door: refusal.door,
  from: refusal.from,
  to: refusal.to,
  reason: refusal.reason,
  detail: refusal.detail,
  created_at: new Date(refusal.at).toISOString(),
});
