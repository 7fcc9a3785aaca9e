import { Problem } from "../errors.ts";
import { derivedUuid } from "../ids.ts";
import { faxOfMessage, type TextRule } from "../mail/fax-of-message.ts";
import type { ReadMessage } from "../mail/read-message.ts";
import type { Recipient } from "../mail/recipients.ts";
import type { Outcome, Outcomes } from "../mail/reply.ts";
import type { MailThread } from "../mail/thread.ts";
import { isTnef } from "../mail/tell-attachment.ts";
import type { FaxEstimate } from "../rates.ts";
import type { Refusal, RefusalReason } from "../refusal.ts";
import type { SendOrder } from "./send-fax.ts";

/** Records why something became no fax, or not all of it. */
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

type Send = (order: SendOrder) => Promise<unknown>;

export type Estimate = (order: Pick<SendOrder, "body" | "contents">) => Promise<FaxEstimate | undefined>;

/** How a message's faxes are made: what becomes of its text, and under which ids. */
export type SendMessage = {
  send: Send;
  refuse: Refuse;
  text: TextRule;
  idOf: (number: string) => string;
  origin: SendOrder["origin"];
  /** The sender's mailbox; and the number of it that the faxes are from, where that is settled. */
  mailboxId?: string;
  from?: string;
  /** The exchange in which the sender is answered. */
  thread?: MailThread;
  /** Pages and price of what was accepted; undefined where they cannot be told yet. */
  estimate?: Estimate;
};

/** The pages of more faxes than these are not made just to be counted. */
const mostEstimated = 3;

/** Sends a message to every understood number; the rest, and what was left out, is recorded. Answers what became of it. */
export async function sendToAll(
  message: ReadMessage,
  recipients: Recipient[],
  how: SendMessage,
): Promise<Outcomes> {
  const addresses = recipients.map(({ address }) => address);
  const left = message.skipped.length > 0 ? leftOut(message.skipped) : undefined;
  if (left !== undefined) await how.refuse(addresses, "attachment_skipped", left);
  const outcomes: Outcome[] = [];
  const { estimate, ...rest } = how;
  const each = estimate && recipients.length <= mostEstimated ? { ...rest, estimate } : rest;
  for (const recipient of recipients) outcomes.push(await sendToOne(message, recipient, each));
  return { recipients: outcomes, ...(left === undefined ? {} : { leftOut: left }) };
}

async function sendToOne(message: ReadMessage, to: Recipient, how: SendMessage): Promise<Outcome> {
  const { address, number } = to;
  const refused = async (reason: RefusalReason, detail: string): Promise<Outcome> => {
    await how.refuse([address], reason, detail);
    return { kind: "refused", address, detail };
  };
  if (number === undefined)
    return refused("recipient_not_understood", to.alias === undefined ? noNumber : noContact(to.alias));
  const fax = faxOfMessage(message, { ...to, number }, how.text);
  if (fax.contents.length === 0) return refused("document_missing", nothingToFax);
  const faxId = how.idOf(number);
  const order = {
    faxId,
    ...fax,
    ...(how.from === undefined ? {} : { body: { ...fax.body, from: how.from } }),
    mayRepeat: true,
    origin: how.origin,
    mailboxId: how.mailboxId,
    ...(how.thread ? { thread: how.thread } : {}),
  };
  const detail = await sendOrRefuse(how.send, how.refuse, address, order);
  if (detail !== undefined) return { kind: "refused", address, detail };
  const estimate = await how.estimate?.(fax);
  return {
    kind: "accepted",
    number,
    faxId,
    documents: fax.contents.length,
    hasCover: fax.body.cover_page !== undefined,
    ...(estimate ? { estimate } : {}),
  };
}

const noNumber = "The part before the @ is not a fax number; write it like +13125550148@...";
const noContact = (alias: string): string =>
  `No contact has the alias '${alias}'; give it to one, or write the number like +13125550148@...`;
const nothingToFax =
  "The message has no attachment that can be faxed; attach a PDF, picture, text or office document.";

function leftOut(types: string[]): string {
  return [
    `Attachments that cannot be faxed were left out: ${types.slice(0, 10).join(", ")}.`,
    ...(types.some(isTnef)
      ? ["A winmail.dat that cannot be read hides attachments: have it sent as HTML or plain text."]
      : []),
    ...(types.includes("message/rfc822")
      ? ["A message within the message was too large, or too deep: attach its documents themselves."]
      : []),
  ].join(" ");
}

const refusalOf: Record<string, RefusalReason> = {
  country_not_allowed: "country_not_allowed",
  number_not_allowed: "number_not_allowed",
  daily_limit_reached: "daily_limit_reached",
};

/**
 * A problem that the order itself has becomes a record, and is answered; anything else is thrown and the queue brings it
 * back.
 */
export async function sendOrRefuse(
  send: Send,
  refuse: Refuse,
  address: string,
  order: SendOrder,
): Promise<string | undefined> {
  try {
    await send(order);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const code = error.errors[0]?.code;
    await refuse([address], refusalOf[code ?? ""] ?? "message_unreadable", error.message);
    return error.message;
  }
}
