import type { Fax } from "../fax.ts";
import { faxOfAddress } from "../mail/commands.ts";
import { answerIn } from "../mail/message-text.ts";
import type { ReadMessage } from "../mail/read-message.ts";
import type { MailReceipt } from "../mail/receipt.ts";
import type { Outcome, Outcomes } from "../mail/reply.ts";
import { threadOf } from "../mail/thread.ts";
import { mailboxOfNumber, mailboxOfSender, type Mailbox } from "../mailbox/mailbox.ts";
import { noSuchFax, type CommandOrder, type Told } from "./command-by-mail.ts";
import { sendToAll, type SendMessage } from "./send-message.ts";

export type AnswerDeps = {
  domain: string;
  isAnswered: boolean;
  findFax: (id: string) => Promise<Fax | undefined>;
  /** Does what the sender asks of a fax, and answers in words. */
  command: (order: CommandOrder) => Promise<Told>;
};

/** How a fax back is sent, but for whom it is from. */
export type FaxBack = Omit<SendMessage, "from" | "mailboxId">;

/**
 * An answer to mails of ours: to one about a fax that was sent it is a command, to one about a fax that came in it is
 * faxed back. Nobody else among its recipients is faxed, and what a program answers asks for nothing.
 */
export async function answerByMail(
  deps: AnswerDeps,
  receipt: MailReceipt,
  message: ReadMessage,
  mailboxes: Mailbox[],
  how: FaxBack,
): Promise<Outcomes> {
  if (receipt.isAutomatic) return { recipients: [] };
  const all: Outcomes = { recipients: [] };
  const done = new Set<string>();
  for (const address of receipt.recipients) {
    const faxId = faxOfAddress(address, deps.domain);
    if (faxId === undefined) all.recipients.push({ kind: "refused", address, detail: answersOurs });
    if (faxId === undefined || done.has(faxId)) continue;
    done.add(faxId);
    const fax = await deps.findFax(faxId);
    if (fax?.direction !== "inbound") {
      all.recipients.push(await commanded(deps, faxId, receipt, message));
      continue;
    }
    const mailbox = mailboxOfNumber(mailboxes, fax.to);
    const isTheirs = mailbox && mailboxOfSender([mailbox], receipt.from) !== undefined;
    if (!mailbox || !isTheirs) all.recipients.push({ kind: "told", faxId, text: noSuchFax });
    else if (fax.from === "") all.recipients.push({ kind: "refused", address, detail: withheld });
    else {
      const back = { ...how, from: fax.to, mailboxId: mailbox.id };
      const outcomes = await sendToAll(withoutOurs(message), [{ address, number: fax.from }], back);
      all.recipients.push(...outcomes.recipients);
      if (outcomes.leftOut !== undefined) all.leftOut = outcomes.leftOut;
    }
  }
  return all;
}

const answersOurs = "The mail answers one about a fax; write another one to send a fax.";
const withheld = "Whoever sent the fax withheld the number, so nothing can be faxed back.";

async function commanded(
  deps: AnswerDeps,
  faxId: string,
  receipt: MailReceipt,
  { text }: ReadMessage,
): Promise<Outcome> {
  const order: CommandOrder = {
    faxId,
    text,
    sender: receipt.from,
    messageId: receipt.messageId,
    ...(deps.isAnswered ? { thread: threadOf(receipt) } : {}),
  };
  return { kind: "told", ...(await deps.command(order)) };
}

/** What was written, without our mail that is quoted below it: whoever gets the fax is not to read that. */
function withoutOurs({ textDocument: _quoting, ...message }: ReadMessage): ReadMessage {
  const text = answerIn(message.text);
  return { ...message, text, ...(text === "" ? {} : { textDocument: new TextEncoder().encode(text) }) };
}
