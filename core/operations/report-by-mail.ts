import { isClosed, ourNumber, type Fax, type FaxRequest, type InboundFax, type OutboundFax } from "../fax.ts";
import type { MailFile, OurMail } from "../mail/our-mail.ts";
import { mailOfReception, noticeOfReception, type PagesByMail, type Reception } from "../mail/reception.ts";
import { noticeOfEnd, reportOnEnd, type ReportTo } from "../mail/report.ts";
import { mailboxOfNumber, type Mailbox } from "../mailbox/mailbox.ts";
import { membersToTell } from "../mailbox/reports-due.ts";

export type ReportDeps = {
  domain: string;
  /** IANA, where a mailbox has none of its own. */
  timeZone: string;
  listMailboxes: () => Promise<Mailbox[]>;
  readFax: (id: string) => Promise<{ fax: Fax; request: FaxRequest | undefined } | undefined>;
  wasReported: (faxId: string, to: string) => Promise<boolean>;
  noteReported: (faxId: string, to: string) => Promise<unknown>;
  /** The receipt of a fax that has ended; undefined where none can be made. */
  receipt: (fax: Fax) => Promise<MailFile | undefined>;
  /** The pages of a fax that came in as a PDF; undefined where they are too large for a mail, or cannot be shown. */
  pages: (fax: InboundFax) => Promise<MailFile | undefined>;
  /** A link to the pages for whoever has it, and until when it is good. */
  link: (faxId: string) => Promise<{ url: string; expiresAt: number }>;
  /** Throws what may pass. */
  send: (mail: OurMail) => Promise<unknown>;
};

/**
 * Tells by mail how a fax ended, or that one came in. Each mail is noted only when it is on its way: if this stops in
 * between it is sent twice, and never not at all.
 */
export async function reportByMail(deps: ReportDeps, faxId: string): Promise<void> {
  const { fax, request } = (await deps.readFax(faxId)) ?? {};
  if (!fax || fax.deletedAt !== undefined || !isClosed(fax.status)) return;
  const mailboxes = await deps.listMailboxes();
  const untold: ReportTo[] = [];
  for (const hearer of hearersOf(fax, request, mailboxes)) {
    // What we write to ourselves would be a fax, and its end told again.
    const isOurs = hearer.to.endsWith(`@${deps.domain.toLowerCase()}`);
    if (!isOurs && !(await deps.wasReported(fax.id, hearer.to))) untold.push(hearer);
  }
  if (untold.length === 0) return;
  const mailbox = mailboxOfNumber(mailboxes, ourNumber(fax));
  const write =
    fax.direction === "inbound" ? await receptions(deps, fax, mailbox) : await ends(deps, fax, mailbox);
  for (const hearer of untold) {
    await deps.send(write(hearer));
    await deps.noteReported(fax.id, hearer.to);
  }
}

/** Each address once; the sender hears in his own exchange. */
function hearersOf(fax: Fax, request: FaxRequest | undefined, mailboxes: Mailbox[]): ReportTo[] {
  const isSent = fax.direction === "outbound";
  const sender = isSent && request?.thread ? [{ to: request.origin.by, thread: request.thread }] : [];
  const members = membersToTell(fax, mailboxes).map((to) => ({ to }));
  return [...sender, ...members.filter(({ to }) => sender[0]?.to !== to)];
}

type Write = (hearer: ReportTo) => OurMail;

const isDiscreet = (mailbox: Mailbox | undefined): boolean => mailbox?.notify.received === "notice";

/** Members of a discreet mailbox get a notice; whoever sent the pages by mail himself gets his receipt by mail. */
async function ends(deps: ReportDeps, fax: OutboundFax, mailbox: Mailbox | undefined): Promise<Write> {
  const receipt = await deps.receipt(fax);
  return (hearer) =>
    mailbox && isDiscreet(mailbox) && !hearer.thread
      ? noticeOfEnd(fax, hearer.to, mailbox.name)
      : reportOnEnd(fax, hearer, receipt, deps.domain);
}

async function receptions(deps: ReportDeps, fax: InboundFax, mailbox: Mailbox | undefined): Promise<Write> {
  const reception: Reception = {
    fax,
    mailboxName: mailbox?.name ?? fax.to,
    timeZone: mailbox?.timeZone ?? deps.timeZone,
    domain: deps.domain,
  };
  if (isDiscreet(mailbox)) return ({ to }) => noticeOfReception(reception, to);
  const pages = await pagesByMail(deps, fax, mailbox);
  return ({ to }) => mailOfReception(reception, to, pages);
}

async function pagesByMail(
  deps: ReportDeps,
  fax: InboundFax,
  mailbox: Mailbox | undefined,
): Promise<PagesByMail> {
  const file = mailbox?.notify.received === "pdf" ? await deps.pages(fax) : undefined;
  if (file) return { file };
  const { url, expiresAt } = await deps.link(fax.id);
  return { link: url, until: expiresAt };
}
