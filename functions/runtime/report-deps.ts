import { readObject } from "../../adapters/aws/bucket.ts";
import { readFaxWithRequest } from "../../adapters/aws/change-fax.ts";
import { noteReported, wasReported } from "../../adapters/aws/reports.ts";
import type { OurMail } from "../../core/mail/our-mail.ts";
import type { ReportDeps } from "../../core/operations/report-by-mail.ts";
import { describeError, report } from "./log.ts";
import type { MailRoom } from "./mail-deps.ts";
import { receiptName, receiptOfFax } from "./receipt-of-fax.ts";

/** What telling by mail how a fax ended needs. */
export function reportDeps(
  { settings, table, bucket, withEngines }: MailRoom,
  send: (mail: OurMail) => Promise<void>,
): ReportDeps {
  const receipts = {
    withEngines,
    now: Date.now,
    readObject: (key: string, maxBytes: number) => readObject(bucket, key, maxBytes),
    timeZone: settings.HEADER?.timeZone ?? "UTC",
    country: settings.DEFAULT_COUNTRY,
  };
  return {
    domain: settings.MAIL_DOMAIN,
    readFax: (id) => readFaxWithRequest(table, id),
    wasReported: (id) => wasReported(table, id),
    noteReported: (id) => noteReported(table, id, Date.now()),
    receipt: async (fax) => {
      const made = await receiptOfFax(receipts, fax).catch((error: unknown) => describeError(error));
      if (made instanceof Uint8Array) {
        return { name: receiptName(fax), contentType: "application/pdf", bytes: made };
      }
      // How the fax ended is to be told all the same.
      report("receipt_failed", { error: made ?? "open" });
      return undefined;
    },
    send,
  };
}
