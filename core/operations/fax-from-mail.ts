import { derivedUuid } from "../ids.ts";
import type { TextRule } from "../mail/fax-of-message.ts";
import type { ReadMessage } from "../mail/read-message.ts";
import type { MailReceipt } from "../mail/receipt.ts";
import { readRecipients } from "../mail/recipients.ts";
import { resolveAliases, type FindAlias } from "../mail/resolve-aliases.ts";
import { faxOfAddress } from "../mail/commands.ts";
import type { OurMail } from "../mail/our-mail.ts";
import { replyTo, type Outcome, type Outcomes } from "../mail/reply.ts";
import { threadOf } from "../mail/thread.ts";
import { refusalOfSender } from "../mail/sender-check.ts";
import type { Refusal } from "../refusal.ts";
import type { CommandOrder, Told } from "./command-by-mail.ts";
import type { SendOrder } from "./send-fax.ts";
import { refuser, sendToAll, type Estimate, type Refuse } from "./send-message.ts";

export type MailRules = { domain: string; allowedSenders: string[]; country: string; text: TextRule };

export type MailDeps = {
  rules: MailRules;
  now: () => number;
  readMessage: (objectKey: string) => Promise<ReadMessage | "missing" | "too_large" | "unreadable">;
  findAlias: FindAlias;
  sendFax: (order: SendOrder) => Promise<unknown>;
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
  const refusal = refusalOfSender(receipt, deps.rules.allowedSenders);
  if (refusal) return refuse(receipt.recipients, refusal.reason, refusal.detail);

  const outcomes = await faxesOf(deps, receipt, refuse);
  const reply = deps.reply && replyTo(receipt, outcomes, deps.rules.domain);
  if (reply) await deps.reply?.(reply);
}

async function faxesOf(deps: MailDeps, receipt: MailReceipt, refuse: Refuse): Promise<Outcomes> {
  const message = await deps.readMessage(receipt.objectKey);
  if (typeof message === "string") {
    const reason = message === "too_large" ? "document_too_large" : "message_unreadable";
    await refuse(receipt.recipients, reason, unreadable[message]);
    const detail = unreadable[message];
    return { recipients: receipt.recipients.map((address) => ({ kind: "refused", address, detail })) };
  }
  const faxes = receipt.recipients.flatMap((address) => faxOfAddress(address, deps.rules.domain) ?? []);
  if (faxes.length > 0) return commanded(deps, receipt, faxes, message.text);
  const written = readRecipients(receipt.recipients, deps.rules.domain, deps.rules.country);
  return sendToAll(message, await resolveAliases(written, deps.findAlias), {
    send: deps.sendFax,
    refuse,
    text: deps.rules.text,
    idOf: (number) => derivedUuid("mail", receipt.from, receipt.messageId, number),
    origin: { door: "mail", by: receipt.from },
    ...(deps.reply ? { thread: threadOf(receipt) } : {}),
    ...(deps.reply && deps.estimate ? { estimate: deps.estimate } : {}),
  });
}

const answersOurs = "The mail answers one about a fax; write another one to send a fax.";

/** An answer to a mail of ours makes no fax, whoever else is among its recipients; what a program answers asks for nothing. */
async function commanded(
  deps: MailDeps,
  receipt: MailReceipt,
  faxes: string[],
  text: string,
): Promise<Outcomes> {
  if (receipt.isAutomatic) return { recipients: [] };
  const others = receipt.recipients.filter(
    (address) => faxOfAddress(address, deps.rules.domain) === undefined,
  );
  const recipients: Outcome[] = others.map((address) => ({ kind: "refused", address, detail: answersOurs }));
  const asked = {
    text,
    sender: receipt.from,
    messageId: receipt.messageId,
    ...(deps.reply ? { thread: threadOf(receipt) } : {}),
  };
  for (const faxId of new Set(faxes)) {
    recipients.push({ kind: "told", ...(await deps.command({ faxId, ...asked })) });
  }
  return { recipients };
}

const unreadable = {
  missing: "The stored message is gone; send it again.",
  too_large: "The message is larger than 40 MB, or has more than 20 MB of text; send a smaller one.",
  unreadable: "The message cannot be read as mail; send it again from another program.",
};
