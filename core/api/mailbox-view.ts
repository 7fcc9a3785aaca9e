import * as v from "valibot";
import { textRules } from "../mail/fax-of-message.ts";
import { receivedRules, type Mailbox } from "../mailbox/mailbox.ts";
import { countOrNull, flag, said, text, textOrNull, time } from "./described.ts";

/** A mailbox as the API shows it. */
export const mailbox = v.object({
  record_type: said(v.literal("mailbox"), "Always `mailbox`."),
  id: text("Its id."),
  name: text("Your words for it."),
  numbers: said(
    v.array(v.string()),
    "Its fax numbers, in E.164: what comes in on them, and what is sent from them, is its.",
  ),
  caller_id: text("The number that it sends from."),
  members: said(v.array(v.string()), "Mail addresses of those who hear of it; they may fax by mail."),
  from_display_name: textOrNull("As the other side sees the sender; null: as the settings say."),
  header_text: textOrNull("Who sends, on header lines; null: `from_display_name`, else as the settings say."),
  time_zone: textOrNull("Of header lines, cover pages, mails and receipts; null: as the settings say."),
  country: textOrNull("How national numbers in mail addresses are read; null: as the settings say."),
  mail: said(
    v.object({
      senders: said(
        v.array(v.string()),
        "Addresses and `@domain`s who may fax by mail as this mailbox, too.",
      ),
      text: said(
        v.nullable(v.picklist(textRules)),
        "What becomes of the text of its mails; null: as the settings say.",
      ),
    }),
    "Who faxes by mail as this mailbox, and how.",
  ),
  notify: said(
    v.object({
      received: said(
        v.picklist(receivedRules),
        "How members hear by mail of a fax that came in: `pdf` with its pages (a link, where they are large), `link`, `notice` without number or page, `off` not at all.",
      ),
      delivered: flag("Whether members hear of each fax sent from it that was delivered."),
      failed: flag("Whether members hear of each fax sent from it that failed."),
    }),
    "What members hear by mail.",
  ),
  retention_days: countOrNull(
    "Pages and record of a fax are removed so many days after its end; null: never.",
  ),
  created_at: time("When it was made."),
  updated_at: time("When it was last changed."),
});

export const mailboxView = (one: Mailbox): v.InferOutput<typeof mailbox> => ({
  record_type: "mailbox",
  id: one.id,
  name: one.name,
  numbers: one.numbers,
  caller_id: one.callerId,
  members: one.members,
  from_display_name: one.fromName ?? null,
  header_text: one.headerText ?? null,
  time_zone: one.timeZone ?? null,
  country: one.country ?? null,
  mail: { senders: one.senders, text: one.text ?? null },
  notify: one.notify,
  retention_days: one.retentionDays ?? null,
  created_at: new Date(one.createdAt).toISOString(),
  updated_at: new Date(one.updatedAt).toISOString(),
});
