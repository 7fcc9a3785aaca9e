import { isClosed, type Fax, type FaxRequest } from "../fax.ts";
import type { MailFile, OurMail } from "../mail/our-mail.ts";
import { reportOnEnd } from "../mail/report.ts";

export type ReportDeps = {
  domain: string;
  readFax: (id: string) => Promise<{ fax: Fax; request: FaxRequest | undefined } | undefined>;
  wasReported: (faxId: string) => Promise<boolean>;
  noteReported: (faxId: string) => Promise<unknown>;
  /** The receipt of a fax that has ended; undefined where none can be made. */
  receipt: (fax: Fax) => Promise<MailFile | undefined>;
  /** Throws what may pass. */
  send: (mail: OurMail) => Promise<unknown>;
};

/**
 * Tells by mail how a fax ended. Noted only when the mail is on its way: if this stops in between it is told twice, and
 * never not at all.
 */
export async function reportByMail(deps: ReportDeps, faxId: string): Promise<void> {
  const { fax, request } = (await deps.readFax(faxId)) ?? {};
  if (!fax || fax.deletedAt !== undefined || !isClosed(fax.status)) return;
  if (fax.direction === "inbound" || !request?.thread) return;
  if (await deps.wasReported(fax.id)) return;
  const sender = { to: request.origin.by, thread: request.thread };
  await deps.send(reportOnEnd(fax, sender, await deps.receipt(fax), deps.domain));
  await deps.noteReported(fax.id);
}
