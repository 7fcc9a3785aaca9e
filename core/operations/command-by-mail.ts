import { Problem } from "../errors.ts";
import { isClosed, type Fax, type FaxRequest, type OutboundFax } from "../fax.ts";
import { derivedUuid } from "../ids.ts";
import { commandIn, standOf } from "../mail/commands.ts";
import { mailboxOfNumber, type Mailbox } from "../mailbox/mailbox.ts";
import type { MailThread } from "../mail/thread.ts";

/** Also what somebody else's fax is called. */
export const noSuchFax = "There is no such fax of yours.";

type Stored = { fax: Fax; request: FaxRequest | undefined };
type OwnFax = { fax: OutboundFax; request: FaxRequest };

export type CommandDeps = {
  readFax: (id: string) => Promise<Stored | undefined>;
  listMailboxes: () => Promise<Mailbox[]>;
  /** Throws `Problem` where it cannot be canceled. */
  cancel: (id: string) => Promise<void>;
  /** Sends it once more under an id, as whoever asks for it. Throws `Problem` where it cannot be. */
  resend: (
    earlier: OwnFax,
    newId: string,
    asker: { sender: string; thread: MailThread | undefined },
  ) => Promise<unknown>;
};

/** A mail about a fax: what it says, who wrote it, and which mail it is. */
export type CommandOrder = {
  faxId: string;
  text: string;
  sender: string;
  messageId: string;
  thread?: MailThread;
};

/** An answer in words, and the fax that it is about. */
export type Told = { faxId: string; text: string };

/** Does what a sender asks of his fax by mail, and answers in words. Of others' faxes nobody is told whether they exist. */
export async function commandByMail(deps: CommandDeps, order: CommandOrder): Promise<Told> {
  const own = await ownFax(deps, order);
  if (!own) return { faxId: order.faxId, text: noSuchFax };
  const about = (text: string): Told => ({
    faxId: own.fax.id,
    text: `Your fax to ${own.fax.to}:\n${text}`,
  });
  switch (commandIn(order.text)) {
    case "stop":
      return about(await stop(deps, own.fax, order));
    case "status":
      return about(standOf(own.fax));
    case "resend":
      return resend(deps, own, order);
    case undefined:
      return about(
        "Begin your answer with STOP to cancel it while it waits, with STATUS to hear how it stands, or with RESEND to send it again once it has ended.",
      );
  }
}

async function ownFax(
  deps: CommandDeps,
  { faxId, sender }: Pick<CommandOrder, "faxId" | "sender">,
): Promise<OwnFax | undefined> {
  const { fax, request } = (await deps.readFax(faxId)) ?? {};
  if (fax?.direction !== "outbound" || fax.deletedAt !== undefined || !request) return undefined;
  const isOwn = request.origin.door === "mail" && request.origin.by === sender;
  return isOwn || (await isMember(deps, fax, sender)) ? { fax, request } : undefined;
}

/** Whose mailbox a fax was sent from, his it is, too. */
async function isMember({ listMailboxes }: CommandDeps, fax: OutboundFax, sender: string): Promise<boolean> {
  return mailboxOfNumber(await listMailboxes(), fax.from)?.members.includes(sender) === true;
}

async function stop(deps: CommandDeps, fax: OutboundFax, order: CommandOrder): Promise<string> {
  if (isClosed(fax.status)) return `It cannot be stopped any more. ${standOf(fax)}`;
  try {
    await deps.cancel(fax.id);
  } catch (error) {
    // It ended between the look and the write.
    if (!(error instanceof Problem)) throw error;
  }
  const { fax: after } = (await ownFax(deps, order)) ?? { fax };
  return after.status === "sending"
    ? "It is being sent at this moment, and stopped if the carrier still can. STATUS tells what became of it."
    : standOf(after);
}

/** The same mail twice sends it once more once: the new fax's id is made of both. */
async function resend(
  deps: CommandDeps,
  own: OwnFax,
  { messageId, sender, thread }: CommandOrder,
): Promise<Told> {
  const newId = derivedUuid("mail resend", sender, messageId, own.fax.id);
  try {
    await deps.resend(own, newId, { sender, thread });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { faxId: own.fax.id, text: `Your fax to ${own.fax.to} was not sent again.\n${error.message}` };
  }
  return {
    faxId: newId,
    text: `Your fax to ${own.fax.to} is sent again, as a new fax.\nIts id is ${newId}.`,
  };
}
