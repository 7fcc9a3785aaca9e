import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { openBucket } from "../adapters/aws/bucket.ts";
import { openTable } from "../adapters/aws/table.ts";
import { readMailReceipt } from "../core/mail/receipt.ts";
import { reportMessage } from "../core/messages.ts";
import { faxFromMail } from "../core/operations/fax-from-mail.ts";
import { reportByMail } from "../core/operations/report-by-mail.ts";
import { eachMessage } from "./runtime/batch.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { mailDeps, type MailRoom } from "./runtime/mail-deps.ts";
import { openPostOffice } from "./runtime/post-office.ts";
import { reportDeps } from "./runtime/report-deps.ts";

const settings = readEnvironment("mail");
const room: MailRoom = {
  settings,
  table: openTable(settings.TABLE),
  bucket: openBucket(settings.BUCKET),
  withEngines: openEngines(),
  send: settings.MAIL_REPLY ? openPostOffice(settings.MAIL_DOMAIN) : undefined,
};
const { estimate, ...incoming } = mailDeps(room);
const outgoing = room.send && reportDeps(room, room.send);

/** Turns stored mail into faxes, on SES's notification, and tells by mail how faxes ended, on the relay's. */
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
