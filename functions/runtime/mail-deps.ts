import { readObject, type Bucket } from "../../adapters/aws/bucket.ts";
import { readFaxById, readFaxWithRequest } from "../../adapters/aws/change-fax.ts";
import { findAlias } from "../../adapters/aws/contacts.ts";
import { recordRefusal } from "../../adapters/aws/refusals.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { readMessage } from "../../adapters/mail/read-message.ts";
import { maxMessageBytes } from "../../core/document-check.ts";
import type { OurMail } from "../../core/mail/our-mail.ts";
import type { Mailbox } from "../../core/mailbox/mailbox.ts";
import { countryOf } from "../../core/numbering-plan.ts";
import { cancelFax } from "../../core/operations/cancel-fax.ts";
import { commandByMail, type CommandDeps } from "../../core/operations/command-by-mail.ts";
import { estimateFax } from "../../core/operations/estimate-fax.ts";
import type { MailDeps } from "../../core/operations/fax-from-mail.ts";
import { resendFax } from "../../core/operations/resend-fax.ts";
import { sendFax, type SendDeps } from "../../core/operations/send-fax.ts";
import type { Estimate } from "../../core/operations/send-message.ts";
import { cancelDeps, resendDeps } from "./change-deps.ts";
import type { Settings } from "./env.ts";
import { describeError, report } from "./log.ts";
import { sendDeps } from "./send-deps.ts";
import type { WithEngines } from "./shown-pages.ts";

export type MailRoom = {
  settings: Settings<"mail">;
  table: Table;
  bucket: Bucket;
  withEngines: WithEngines;
  listMailboxes: () => Promise<Mailbox[]>;
  /** A link to the pages of a fax, for whoever has it. */
  link: (faxId: string) => Promise<{ url: string; expiresAt: number }>;
  /** Missing where the settings say that nobody is answered. */
  send: ((mail: OurMail) => Promise<void>) | undefined;
};

/** What a mail that came in needs. */
export function mailDeps(room: MailRoom): MailDeps {
  const { settings, table, bucket } = room;
  const send = { ...sendDeps(settings, table, bucket), listMailboxes: room.listMailboxes };
  const commands = commandDeps(room, send);
  return {
    ...replying(room),
    rules: {
      domain: settings.MAIL_DOMAIN,
      allowedSenders: settings.MAIL_ALLOWED_SENDERS,
      country: settings.DEFAULT_COUNTRY,
      text: settings.MAIL_TEXT,
    },
    now: Date.now,
    listMailboxes: room.listMailboxes,
    findFax: (id) => readFaxById(table, id),
    readMessage: async (key) => {
      const stored = await readObject(bucket, key, maxMessageBytes);
      if (stored === "missing" || stored === "changed") return "missing";
      return stored === "too_large" ? stored : readMessage(stored.bytes);
    },
    findAlias: (alias) => findAlias(table, alias),
    sendFax: (order, mailboxes) =>
      sendFax({ ...send, listMailboxes: () => Promise.resolve(mailboxes) }, order),
    command: (order) => commandByMail(commands, order),
    recordRefusal: (refusal) => recordRefusal(table, refusal),
  };
}

/** An answer that cannot be sent must not bring the mail back: its faxes are made. */
function replying({ send, ...room }: MailRoom): Pick<MailDeps, "reply" | "estimate"> {
  if (!send) return {};
  return {
    reply: (reply) =>
      send(reply).catch((error: unknown) => report("reply_failed", { error: describeError(error) })),
    estimate: estimating(room),
  };
}

/** Nor must pages that cannot be counted. */
const estimating =
  ({ settings, withEngines }: Omit<MailRoom, "send">): Estimate =>
  (order) =>
    withEngines((engines) =>
      estimateFax(
        engines,
        { defaultFrom: settings.DEFAULT_FROM, header: settings.HEADER, rates: settings.RATES },
        order,
        countryOf(order.body.to) ?? settings.DEFAULT_COUNTRY,
        Date.now(),
      ),
    ).catch((error: unknown) => {
      report("estimate_failed", { error: describeError(error) });
      return undefined;
    });

const commandDeps = ({ settings, table, bucket, listMailboxes }: MailRoom, send: SendDeps): CommandDeps => ({
  readFax: (id) => readFaxWithRequest(table, id),
  listMailboxes,
  cancel: (id) => cancelFax(cancelDeps(table), id),
  resend: (earlier, faxId, { sender, thread }) =>
    resendFax(
      { ...resendDeps(table, bucket, settings.MAX_FAXES_PER_DAY), send },
      {
        faxId,
        earlier,
        body: {},
        mayRepeat: true,
        origin: { door: "mail", by: sender },
        ...(thread ? { thread } : {}),
      },
    ),
});
