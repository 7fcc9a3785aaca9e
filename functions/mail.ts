import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { openBucket } from "../adapters/aws/bucket.ts";
import { listMailboxes } from "../adapters/aws/mailboxes.ts";
import { putPageLink } from "../adapters/aws/page-links.ts";
import { openTable } from "../adapters/aws/table.ts";
import { readMailReceipt } from "../core/mail/receipt.ts";
import { reportMessage } from "../core/messages.ts";
import { faxFromMail } from "../core/operations/fax-from-mail.ts";
import { reportByMail } from "../core/operations/report-by-mail.ts";
import { eachMessage } from "./runtime/batch.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { mailDeps, type MailRoom } from "./runtime/mail-deps.ts";
import { pageLinkMaker, randomPageToken } from "./runtime/page-link-maker.ts";
import { openPostOffice } from "./runtime/post-office.ts";
import { reportDeps } from "./runtime/report-deps.ts";

const settings = readEnvironment("mail");
const table = openTable(settings.TABLE);
const room: MailRoom = {
  settings,
  table,
  bucket: openBucket(settings.BUCKET),
  withEngines: openEngines(),
  // Mails are few, and somebody who has just made a mailbox tries it at once.
  listMailboxes: () => listMailboxes(table),
  link: pageLinkMaker({
    baseUrl: settings.API_URL,
    now: Date.now,
    randomToken: randomPageToken,
    put: (hash, link) => putPageLink(table, hash, link),
  }),
  send: settings.MAIL_REPLY ? openPostOffice(settings.MAIL_DOMAIN) : undefined,
};
const { estimate, ...incoming } = mailDeps(room);
const outgoing = room.send && reportDeps(room, room.send);

/** Turns stored mail into faxes, on SES's notification, and tells by mail how faxes ended and what came in, on the relay's. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async (body, { attributes }) => {
    const order = v.safeParse(reportMessage, body);
    if (order.success) return outgoing && reportByMail(outgoing, order.output.reportOn);
    const receipt = readMailReceipt(body);
    if (!receipt) throw new Error("the message is neither SES's notification of a stored mail nor an order");
    // A document on which the function died is not looked at again.
    const isFirst = Number(attributes.ApproximateReceiveCount) === 1;
    await faxFromMail({ ...incoming, ...(isFirst && estimate ? { estimate } : {}) }, receipt);
  });
