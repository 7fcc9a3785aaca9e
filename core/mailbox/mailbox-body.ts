import * as v from "valibot";
import { invalid, type Problem } from "../errors.ts";
import { e164Pattern } from "../fax-number.ts";
import { textRules } from "../mail/fax-of-message.ts";
import { receivedRules, type Mailbox } from "./mailbox.ts";
import { isTimeZone } from "../zoned-time.ts";

const most = (count: number) => `10025|must have at most ${count} characters`;
const oneLine = (longest: number) =>
  v.pipe(
    v.string("10026|must be a string"),
    v.maxLength(longest, most(longest)),
    v.regex(/^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}]+$/u, "10032|must be a line of text"),
  );
const faxNumber = v.pipe(
  v.string("10026|must be a string"),
  v.regex(e164Pattern, "10016|must be in +E.164 format, such as +13125550148"),
);
const address = v.pipe(
  v.string("10026|must be a string"),
  v.maxLength(250, most(250)),
  v.regex(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/, "10032|must be a mail address"),
);
const sender = v.pipe(
  v.string("10026|must be a string"),
  v.maxLength(250, most(250)),
  v.regex(/^[^\s@<>,;:"]*@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/, "10032|must be a mail address, or @ and a domain"),
);
const listOf = <S extends v.GenericSchema>(entry: S, longest: number) =>
  v.pipe(v.array(entry, "10026|must be a list"), v.maxLength(longest, `10025|must name at most ${longest}`));
const numbers = v.pipe(listOf(faxNumber, 20), v.minLength(1, "10025|must name at least one"));
const timeZone = v.pipe(
  v.string("10026|must be a string"),
  v.check(isTimeZone, "10032|must be an IANA time zone such as America/New_York"),
);
const country = v.pipe(
  v.string("10026|must be a string"),
  v.regex(/^[A-Z]{2}$/, "10032|must be an ISO 3166 code such as US"),
);
const retentionDays = v.pipe(
  v.number("10026|must be a number"),
  v.integer("10032|must be a whole number"),
  v.minValue(1, "10033|must be at least 1"),
  v.maxValue(3_650, "10033|must be at most 3,650"),
);
const flag = v.boolean("10026|must be true or false");
const say = <S extends v.GenericSchema>(schema: S, words: string) => v.pipe(schema, v.description(words));
const mail = v.strictObject({
  senders: v.optional(
    say(listOf(sender, 100), "Addresses and `@domain`s who may fax by mail as this mailbox, at most 100."),
  ),
  text: v.optional(
    v.nullable(
      say(
        v.picklist(textRules, `10032|must be one of ${textRules.join(", ")}`),
        "What becomes of the text of its mails: the cover page, or nothing.",
      ),
    ),
  ),
});
const notify = v.strictObject({
  received: v.optional(
    say(
      v.picklist(receivedRules, `10032|must be one of ${receivedRules.join(", ")}`),
      "Of a fax that came in: with its pages, with a link to them, only that one came, or not at all.",
    ),
  ),
  delivered: v.optional(say(flag, "Of each fax sent from it that was delivered.")),
  failed: v.optional(say(flag, "Of each fax sent from it that failed.")),
});

const mayBeMissing = {
  caller_id: v.optional(v.nullable(faxNumber)),
  members: v.optional(listOf(address, 50)),
  from_display_name: v.optional(v.nullable(oneLine(60))),
  header_text: v.optional(v.nullable(oneLine(60))),
  time_zone: v.optional(v.nullable(timeZone)),
  country: v.optional(v.nullable(country)),
  mail: v.optional(mail),
  notify: v.optional(notify),
  retention_days: v.optional(v.nullable(retentionDays)),
};

export const createMailboxBody = v.object({ name: oneLine(100), numbers, ...mayBeMissing });
export type CreateMailboxBody = v.InferOutput<typeof createMailboxBody>;

/** What is given is changed; null takes away. */
export const changeMailboxBody = v.object({
  name: v.optional(oneLine(100)),
  numbers: v.optional(numbers),
  ...mayBeMissing,
});
export type ChangeMailboxBody = v.InferOutput<typeof changeMailboxBody>;

/** Throws a 422 `Problem` where the caller id is none of the numbers. */
export function newMailbox(body: CreateMailboxBody, id: string, now: number): Mailbox {
  const callerId = body.caller_id ?? body.numbers[0] ?? "";
  if (!body.numbers.includes(callerId)) throw strangeCallerId();
  return {
    id,
    name: body.name,
    numbers: [...new Set(body.numbers)],
    callerId,
    members: addresses(body.members),
    senders: addresses(body.mail?.senders),
    ...(body.from_display_name ? { fromName: body.from_display_name } : {}),
    ...(body.header_text ? { headerText: body.header_text } : {}),
    ...(body.time_zone ? { timeZone: body.time_zone } : {}),
    ...(body.country ? { country: body.country } : {}),
    ...(body.mail?.text ? { text: body.mail.text } : {}),
    notify: {
      received: body.notify?.received ?? "pdf",
      delivered: body.notify?.delivered ?? false,
      failed: body.notify?.failed ?? true,
    },
    ...(body.retention_days ? { retentionDays: body.retention_days } : {}),
    createdAt: now,
    updatedAt: now,
  };
}

/** Throws a 422 `Problem` where the caller id is none of the numbers (any more). */
export function changedMailbox(mailbox: Mailbox, change: ChangeMailboxBody, now: number): Mailbox {
  const numbersNow = change.numbers ?? mailbox.numbers;
  const wasFirst = mailbox.callerId === mailbox.numbers[0];
  // Whoever never chose one sends from the first number, whichever that is.
  const callerId = wasFirst && !numbersNow.includes(mailbox.callerId) ? null : mailbox.callerId;
  const body: CreateMailboxBody = {
    name: change.name ?? mailbox.name,
    numbers: numbersNow,
    caller_id: kept(change.caller_id, callerId),
    members: change.members ?? mailbox.members,
    from_display_name: kept(change.from_display_name, mailbox.fromName),
    header_text: kept(change.header_text, mailbox.headerText),
    time_zone: kept(change.time_zone, mailbox.timeZone),
    country: kept(change.country, mailbox.country),
    mail: {
      senders: change.mail?.senders ?? mailbox.senders,
      text: kept(change.mail?.text, mailbox.text),
    },
    notify: { ...mailbox.notify, ...change.notify },
    retention_days: kept(change.retention_days, mailbox.retentionDays),
  };
  // By this time a write knows whether somebody else wrote meanwhile: no two have the same.
  const updatedAt = Math.max(now, mailbox.updatedAt + 1);
  return { ...newMailbox(body, mailbox.id, mailbox.createdAt), updatedAt };
}

/** As mail is compared: in lower case, each once. */
const addresses = (given: string[] = []): string[] => [...new Set(given.map((one) => one.toLowerCase()))];

const kept = <T>(given: T | undefined, was: T): T => (given === undefined ? was : given);

const strangeCallerId = (): Problem =>
  invalid("10032", "Invalid value", "The 'caller_id' parameter must be one of the mailbox's numbers.", {
    pointer: "/caller_id",
  });

export const numberTaken = (): Problem =>
  invalid(
    "number_taken",
    "Number taken",
    "One of the numbers belongs to another mailbox; take it away there first.",
    {
      pointer: "/numbers",
    },
  );

export const tooManyMailboxes = (limit: number): Problem =>
  invalid(
    "too_many_mailboxes",
    "Too many mailboxes",
    `At most ${limit} are kept. Delete one that is not used.`,
  );
