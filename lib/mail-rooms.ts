import type { Construct } from "constructs";
import { MailDoor } from "./mail-door.ts";
import type { RoomKit } from "./room-kit.ts";
import type { Settings } from "./settings.ts";
import type { WorkQueue } from "./work-queue.ts";

/** What is put under `drop/` becomes a fax. */
export function buildHotFolder(kit: RoomKit, queues: { drop: WorkQueue }): void {
  const { documents } = kit;
  const drop = kit.fn("Drop", "drop", 60, 1769, {
    ...kit.sendingEnvironment,
    MAIL_TEXT: kit.settings.mail?.text ?? "cover",
    DEFAULT_COUNTRY: kit.settings.defaultCountry,
  });
  kit.grantSending(drop);
  documents.grant(drop, "GetObject", "drop/");
  documents.grant(drop, "ListBucket");
  drop.consume(queues.drop, { batchSize: 1, maxConcurrency: 2 });
  documents.notify("drop/", queues.drop);
}

/** Mail that SES takes in becomes faxes. */
export function buildMail(
  scope: Construct,
  kit: RoomKit,
  settings: NonNullable<Settings["mail"]>,
  queue: WorkQueue,
): void {
  const { documents } = kit;
  // Reading 40 MB of mail takes twenty times as much.
  const mail = kit.fn("Mail", "mail", 60, 1769, {
    ...kit.sendingEnvironment,
    MAIL_DOMAIN: settings.domain,
    MAIL_ALLOWED_SENDERS: settings.allowedSenders.join(","),
    MAIL_REPLY: settings.reply ? "true" : "false",
    MAIL_TEXT: settings.text,
    DEFAULT_COUNTRY: kit.settings.defaultCountry,
    HEADER: kit.header,
    RATES: kit.rates,
    API_URL: kit.apiUrl,
  });
  kit.grantSending(mail);
  // Whom an alias means; and a sender may stop his fax by mail: it leaves its line.
  kit.table.grant(mail, "GetItem", "DeleteItem");
  // The pages of his fax: shown on its receipt, and sent again where he asks for it; and of what came in, to be mailed.
  documents.grant(mail, "GetObject", "email/", "documents/", "inbound/");
  documents.grant(mail, "ListBucket");
  if (settings.reply) kit.grantSendMail(mail, settings.domain);
  mail.consume(queue, { batchSize: 1, maxConcurrency: 2 });
  new MailDoor(scope, "MailDoor", {
    domain: settings.domain,
    ruleSetName: settings.ruleSetName,
    documents,
    queue,
  });
}
