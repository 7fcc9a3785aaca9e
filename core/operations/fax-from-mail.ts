import type { Fax } from "../fax.ts";
import { derivedUuid } from "../ids.ts";
import { faxOfAddress } from "../mail/commands.ts";
import type { TextRule } from "../mail/fax-of-message.ts";
import type { OurMail } from "../mail/our-mail.ts";
import type { ReadMessage } from "../mail/read-message.ts";
import type { MailReceipt } from "../mail/receipt.ts";
import { readRecipients } from "../mail/recipients.ts";
import { replyTo, type Outcomes } from "../mail/reply.ts";
import { resolveAliases, type FindAlias } from "../mail/resolve-aliases.ts";
import { refusalOfSender } from "../mail/sender-check.ts";
import { threadOf } from "../mail/thread.ts";
import { mailboxOfSender, type Mailbox } from "../mailbox/mailbox.ts";
import type { Refusal } from "../refusal.ts";
import { answerByMail, type FaxBack } from "./answer-by-mail.ts";
import type { CommandOrder, Told } from "./command-by-mail.ts";
import type { SendOrder } from "./send-fax.ts";
import { refuser, sendToAll, type Estimate, type Refuse } from "./send-message.ts";

export type MailRules = { domain: string; allowedSenders: string[]; country: string; text: TextRule };

export type MailDeps = {
  /** Of the installation; a sender's mailbox has its own. */
  rules: MailRules;
  now: () => number;
  listMailboxes: () => Promise<Mailbox[]>;
  readMessage: (objectKey: string) => Promise<ReadMessage | "missing" | "too_large" | "unreadable">;
  findAlias: FindAlias;
  findFax: (id: string) => Promise<Fax | undefined>;
  /** As the mailboxes were when the message was read: once for all of its faxes. */
  sendFax: (order: SendOrder, mailboxes: Mailbox[]) => Promise<unknown>;
  recordRefusal: (refusal: Refusal) => Promise<void>;
  /** Does what the sender asks of a fax, and answers in words. */
  command: (order: CommandOrder) => Promise<Told>;
  /** Answers the sender; missing where the settings say no. What becomes of it changes nothing of the faxes. */
  reply?: (reply: OurMail) => Promise<unknown>;
  estimate?: Estimate;
};

/**
 * One fax for each number that the message was addressed to; whatever cannot be is recorded. The sender is told what was
 * understood, once he is known and proven: nobody else ever gets an answer. A repeat answers again.
 */
export async function faxFromMail(deps: MailDeps, receipt: MailReceipt): Promise<void> {
  const from = receipt.from || receipt.source;
  const refuse = refuser(deps, "mail", from, receipt.sesMessageId, receipt.receivedAt ?? deps.now());
  const mailboxes = await deps.listMailboxes();
  const mailbox = mailboxOfSender(mailboxes, receipt.from);
  const refusal = refusalOfSender(receipt, deps.rules.allowedSenders, mailbox !== undefined);
  if (refusal) return refuse(receipt.recipients, refusal.reason, refusal.detail);

  const outcomes = await faxesOf(deps, receipt, { mailboxes, mailbox }, refuse);
  const reply = deps.reply && replyTo(receipt, outcomes, deps.rules.domain);
  if (reply) await deps.reply?.(reply);
}

/** All mailboxes, and the sender's own, if he has one. */
type Boxes = { mailboxes: Mailbox[]; mailbox: Mailbox | undefined };

async function faxesOf(
  deps: MailDeps,
  receipt: MailReceipt,
  { mailboxes, mailbox }: Boxes,
  refuse: Refuse,
): Promise<Outcomes> {
  const { domain } = deps.rules;
  const message = await deps.readMessage(receipt.objectKey);
  if (typeof message === "string") {
    const reason = message === "too_large" ? "document_too_large" : "message_unreadable";
    await refuse(receipt.recipients, reason, unreadable[message]);
    const detail = unreadable[message];
    return { recipients: receipt.recipients.map((address) => ({ kind: "refused", address, detail })) };
  }
  const how: FaxBack = {
    send: (order) => deps.sendFax(order, mailboxes),
    refuse,
    text: mailbox?.text ?? deps.rules.text,
    idOf: (number) => derivedUuid("mail", receipt.from, receipt.messageId, number),
    origin: { door: "mail", by: receipt.from },
    ...(deps.reply ? { thread: threadOf(receipt) } : {}),
    ...(deps.reply && deps.estimate ? { estimate: deps.estimate } : {}),
  };
  if (receipt.recipients.some((address) => faxOfAddress(address, domain) !== undefined)) {
    const answering = { ...deps, domain, isAnswered: deps.reply !== undefined };
    return answerByMail(answering, receipt, message, mailboxes, how);
  }
  const written = readRecipients(receipt.recipients, domain, mailbox?.country ?? deps.rules.country);
  const recipients = await resolveAliases(written, deps.findAlias);
  return sendToAll(message, recipients, { ...how, ...(mailbox ? { mailboxId: mailbox.id } : {}) });
}

const unreadable = {
  missing: "The stored message is gone; send it again.",
  too_large: "The message is larger than 40 MB, or has more than 20 MB of text; send a smaller one.",
  unreadable: "The message cannot be read as mail; send it again from another program.",
};
