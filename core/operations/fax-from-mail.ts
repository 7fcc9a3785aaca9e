import { Problem } from "../errors.ts";
import { derivedUuid } from "../ids.ts";
import { faxOfMessage, type TextRule } from "../mail/fax-of-message.ts";
import type { ReadMessage } from "../mail/read-message.ts";
import { isTnef } from "../mail/tell-attachment.ts";
import type { MailReceipt } from "../mail/receipt.ts";
import { readRecipients, type Recipient } from "../mail/recipients.ts";
import { refusalOfSender } from "../mail/sender-check.ts";
import type { Refusal, RefusalReason } from "../refusal.ts";
import type { SendOrder } from "./send-fax.ts";

export type MailRules = { domain: string; allowedSenders: string[]; country: string; text: TextRule };

export type MailDeps = {
  rules: MailRules;
  now: () => number;
  readMessage: (objectKey: string) => Promise<ReadMessage | "missing" | "too_large" | "unreadable">;
  sendFax: (order: SendOrder) => Promise<unknown>;
  recordRefusal: (refusal: Refusal) => Promise<void>;
};

/** One fax of the message's attachments for each number it was addressed to; whatever cannot be is recorded. */
export async function faxFromMail(deps: MailDeps, receipt: MailReceipt): Promise<void> {
  const from = receipt.from || receipt.source;
  const refuse = refuser(deps, "mail", from, receipt.sesMessageId, receipt.receivedAt ?? deps.now());
  const refusal = refusalOfSender(receipt, deps.rules.allowedSenders);
  if (refusal) return refuse(receipt.recipients, refusal.reason, refusal.detail);

  const message = await deps.readMessage(receipt.objectKey);
  if (typeof message === "string") {
    const reason = message === "too_large" ? "document_too_large" : "message_unreadable";
    return refuse(receipt.recipients, reason, unreadable[message]);
  }
  const recipients = readRecipients(receipt.recipients, deps.rules.domain, deps.rules.country);
  await sendToAll(deps.sendFax, refuse, message, recipients, {
    text: deps.rules.text,
    idOf: (number) => derivedUuid("mail", receipt.from, receipt.messageId, number),
    origin: { door: "mail", by: receipt.from },
  });
}

const unreadable = {
  missing: "The stored message is gone; send it again.",
  too_large: "The message is larger than 40 MB; send a smaller one.",
  unreadable: "The message cannot be read as mail; send it again from another program.",
};

export type Refuse = (to: string[], reason: RefusalReason, detail: string) => Promise<void>;

/** Records refusals of one message or object. `at` is its own time, so that the same refusal twice is one record. */
export function refuser(
  deps: { recordRefusal: (refusal: Refusal) => Promise<void> },
  door: Refusal["door"],
  from: string,
  sourceId: string,
  at: number,
): Refuse {
  return (to, reason, detail) =>
    deps.recordRefusal({
      id: derivedUuid("refusal", sourceId, reason, ...to),
      door,
      at,
      from,
      to,
      reason,
      detail,
    });
}

/** Sends the documents to every understood number; the rest, and what was left out, is recorded. */
export async function sendToAll(
  send: (order: SendOrder) => Promise<unknown>,
  refuse: Refuse,
  message: ReadMessage,
  recipients: Recipient[],
  source: { text: TextRule; idOf: (number: string) => string; origin: SendOrder["origin"] },
): Promise<void> {
  const addresses = recipients.map(({ address }) => address);
  if (message.skipped.length > 0) await refuse(addresses, "attachment_skipped", leftOut(message.skipped));
  for (const recipient of recipients) {
    const { address, number } = recipient;
    if (number === undefined) {
      const detail = "The part before the @ is not a fax number; write it like +13125550148@...";
      await refuse([address], "recipient_not_understood", detail);
      continue;
    }
    const fax = faxOfMessage(message, { ...recipient, number }, source.text);
    if (fax.contents.length === 0) {
      await refuse([address], "document_missing", nothingToFax);
      continue;
    }
    await sendOrRefuse(send, refuse, address, {
      faxId: source.idOf(number),
      ...fax,
      mayRepeat: true,
      origin: source.origin,
    });
  }
}

const nothingToFax =
  "The message has no attachment that can be faxed; attach a PDF, picture, text or office document.";

function leftOut(types: string[]): string {
  const named = `Attachments that cannot be faxed were left out: ${types.slice(0, 10).join(", ")}.`;
  return types.some(isTnef)
    ? `${named} A winmail.dat that cannot be read hides attachments: have it sent as HTML or plain text.`
    : named;
}

const refusalOf: Record<string, RefusalReason> = {
  country_not_allowed: "country_not_allowed",
  number_not_allowed: "number_not_allowed",
  daily_limit_reached: "daily_limit_reached",
};

/** A problem that the order itself has becomes a record; anything else is thrown and the queue brings it back. */
export async function sendOrRefuse(
  send: (order: SendOrder) => Promise<unknown>,
  refuse: Refuse,
  address: string,
  order: SendOrder,
): Promise<void> {
  try {
    await send(order);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const code = error.errors[0]?.code;
    await refuse([address], refusalOf[code ?? ""] ?? "message_unreadable", error.message);
  }
}
