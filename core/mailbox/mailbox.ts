import type { TextRule } from "../mail/fax-of-message.ts";

/** Fax numbers with the people and rules they belong to. */
export type Mailbox = {
  id: string;
  name: string;
  /** E.164; a number is one mailbox's. What comes in on them, and what is sent from them, is the mailbox's. */
  numbers: string[];
  /** Of the numbers, the one that is sent from. */
  callerId: string;
  /** Mail addresses of those who hear of it; they may fax by mail. */
  members: string[];
  /** Addresses and `@domain`s who may fax by mail as this mailbox, too. */
  senders: string[];
  /** As the other side sees the sender. */
  fromName?: string;
  /** Who sends, on the header lines; `fromName` unless given. */
  headerText?: string;
  /** IANA: of header lines, cover pages, mails and receipts. */
  timeZone?: string;
  /** ISO 3166: how national numbers in mail addresses are read. */
  country?: string;
  /** What becomes of the text of its mails. */
  text?: TextRule;
  notify: NotifyRule;
  /** Pages and record of a fax are removed so many days after its end; missing: never. */
  retentionDays?: number;
  createdAt: number;
  updatedAt: number;
};

/** How members hear of what came in: with its pages, with a link to them, or only that something came. */
export const receivedRules = ["pdf", "link", "notice", "off"] as const;
export type ReceivedRule = (typeof receivedRules)[number];

export type NotifyRule = {
  received: ReceivedRule;
  /** Whether members hear of each fax sent from the mailbox that was delivered, or failed. */
  delivered: boolean;
  failed: boolean;
};

/** All of them lie in one partition of the table, with the claims of their numbers. */
export const mailboxPartition = "mailboxes";
export const mailboxIdPattern = /^mbx_[0-9a-f]{16}$/;
export const maxMailboxes = 200;

/** The mailbox that a fax belongs to, by our number: the one it came in on, or was sent from. */
export const mailboxOfNumber = (mailboxes: Mailbox[], number: string): Mailbox | undefined =>
  mailboxes.find(({ numbers }) => numbers.includes(number));

/**
 * The mailbox that somebody sends from by mail: where the address is named as a sender, else where it is a member's,
 * else where its domain is named. The first that was made.
 */
export function mailboxOfSender(mailboxes: Mailbox[], address: string): Mailbox | undefined {
  const domain = address.slice(address.lastIndexOf("@"));
  return (
    mailboxes.find(({ senders }) => senders.includes(address)) ??
    mailboxes.find(({ members }) => members.includes(address)) ??
    mailboxes.find(({ senders }) => senders.includes(domain))
  );
}

/** All mailboxes, as they were a minute ago at most; where one is wanted by its id, a list that was read before it is none. */
export type ListMailboxes = (wantedId?: string) => Promise<Mailbox[]>;
