import { readObject } from "../../adapters/aws/bucket.ts";
import { readFaxWithRequest } from "../../adapters/aws/change-fax.ts";
import { noteReported, wasReported } from "../../adapters/aws/reports.ts";
import type { MailFile, OurMail } from "../../core/mail/our-mail.ts";
import { pagesForMail } from "../../core/operations/pages-for-mail.ts";
import type { ReportDeps } from "../../core/operations/report-by-mail.ts";
import { describeError, report } from "./log.ts";
import type { MailRoom } from "./mail-deps.ts";
import { readPages, receiptName, receiptOfFax, type ReceiptDeps } from "./receipt-of-fax.ts";

/** What telling by mail of a fax needs. */
export function reportDeps(room: MailRoom, send: (mail: OurMail) => Promise<void>): ReportDeps {
  const { settings, table, bucket, withEngines } = room;
  const timeZone = settings.HEADER?.timeZone ?? "UTC";
  const country = settings.DEFAULT_COUNTRY;
  const receipts: ReceiptDeps = {
    withEngines,
    now: Date.now,
    readObject: (key, maxBytes) => readObject(bucket, key, maxBytes),
    timeZone,
    country,
  };
  return {
    domain: settings.MAIL_DOMAIN,
    timeZone,
    listMailboxes: room.listMailboxes,
    readFax: (id) => readFaxWithRequest(table, id),
    wasReported: (id, to) => wasReported(table, id, to),
    noteReported: (id, to) => noteReported(table, id, to, Date.now()),
    receipt: (fax) => pdfFile("receipt_failed", receiptName(fax), () => receiptOfFax(receipts, fax)),
    pages: (fax) =>
      pdfFile("attachment_failed", `fax-${fax.id}.pdf`, async () => {
        const file = await readPages(receipts, fax);
        return file && withEngines((engines) => pagesForMail(engines, file, country));
      }),
    link: room.link,
    send,
  };
}

/** A PDF to be attached. What became of a fax is to be told also where it cannot be made; `word` says so in the log. */
async function pdfFile(
  word: string,
  name: string,
  make: () => Promise<Uint8Array | string | undefined>,
): Promise<MailFile | undefined> {
  const made = await make().catch((error: unknown) => describeError(error));
  if (made instanceof Uint8Array) return { name, contentType: "application/pdf", bytes: made };
  if (made !== undefined) report(word, { error: made });
  return undefined;
}
