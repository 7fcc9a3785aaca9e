import { textRules } from "../../core/mail/fax-of-message.ts";
import { mailboxIdPattern, receivedRules } from "../../core/mailbox/mailbox.ts";
import { normaliseFaxNumber } from "../../core/numbering-plan.ts";
import type { GivenWords, Option } from "./command.ts";
import { UsageError } from "./failures.ts";
import { readFaxNumber } from "./fax-number-given.ts";
import { listOf, text, texts, type Fields } from "./fields.ts";
import type { HttpClient } from "./http-client.ts";
import { oneOf } from "./one-of.ts";

const word = (value: string, words: string): Option => ({ type: "string", value, text: words });
const words = (value: string, text: string): Option => ({ type: "string", multiple: true, value, text });

export const mailboxOptions: Record<string, Option> = {
  number: words("NUMBER", "a fax number of the mailbox"),
  member: words("ADDRESS", "a mail address that hears of it, and may fax by mail"),
  sender: words("ADDRESS", "an address or @domain that may fax by mail as the mailbox, too"),
  "caller-id": word("NUMBER", "which of the numbers it sends from (default the first)"),
  "from-name": word("TEXT", "as the other side sees the sender"),
  "header-text": word("TEXT", "who sends, on header lines (default the name above)"),
  "time-zone": word("ZONE", "of header lines, mails and receipts, such as America/New_York"),
  country: word("CC", "country that national numbers belong to, here and in mail addresses"),
  text: word("RULE", `what becomes of the text of its mails: ${textRules.join(" or ")}`),
  received: word("RULE", `how members hear of what came in: ${receivedRules.join(", ")} (default pdf)`),
  delivered: word("YES|NO", "whether they hear of each fax that was delivered (default no)"),
  failed: word("YES|NO", "whether they hear of each fax that failed (default yes)"),
  "retention-days": word("N", "remove pages and record so many days after a fax's end (default never)"),
};

/** Fields of the body for those options that were given; an empty text takes the fact away. */
export function mailboxGiven(given: GivenWords): Fields {
  const numbers = listGiven(given, "number")?.map((written) => readFaxNumber(given, "number", written));
  const mail = withoutGaps({
    senders: listGiven(given, "sender"),
    text: orNull(given.text("text"), (rule) => oneOf("text", textRules, rule)),
  });
  const notify = withoutGaps({
    received: oneOf("received", receivedRules, given.text("received")),
    delivered: yesOrNo(given, "delivered"),
    failed: yesOrNo(given, "failed"),
  });
  return withoutGaps({
    numbers,
    members: listGiven(given, "member"),
    caller_id: orNull(given.text("caller-id"), (written) => readFaxNumber(given, "caller-id", written)),
    from_display_name: orNull(given.text("from-name")),
    header_text: orNull(given.text("header-text")),
    time_zone: orNull(given.text("time-zone")),
    country: orNull(given.text("country"), (code) => code.toUpperCase()),
    mail: Object.keys(mail).length > 0 ? mail : undefined,
    notify: Object.keys(notify).length > 0 ? notify : undefined,
    retention_days: orNull(given.text("retention-days"), days),
  });
}

/** The id of the mailbox that was named by it, or by one of its numbers. Throws `UsageError` where there is none. */
export async function mailboxIdGiven(api: HttpClient, written: string): Promise<string> {
  if (mailboxIdPattern.test(written)) return written;
  const number = normaliseFaxNumber(written, "US");
  if (number === undefined) {
    throw new UsageError(
      `"${written}" is neither a mailbox's ID nor a number of one; fax mailboxes list shows both.`,
    );
  }
  const mailboxes = listOf((await api({ method: "GET", path: "/v2/mailboxes", isRepeatable: true }))["data"]);
  const mailbox = mailboxes.find((one) => texts(one, "numbers").includes(number));
  if (mailbox) return text(mailbox, "id");
  throw new UsageError(`No mailbox has the number ${number}; fax mailboxes list shows those there are.`);
}

/** An option that may be repeated; undefined where it is not given, empty where only an empty text is. */
function listGiven(given: GivenWords, option: string): string[] | undefined {
  const entries = given.texts(option);
  return entries.length === 0 ? undefined : entries.filter((entry) => entry !== "");
}

/** What was written, as it is read; an empty text is null: it takes away. */
function orNull(written: string | undefined, read: (written: string) => unknown = (same) => same): unknown {
  return written === "" ? null : written && read(written);
}

function yesOrNo(given: GivenWords, option: string): boolean | undefined {
  const answer = given.text(option);
  if (answer === undefined) return undefined;
  if (answer === "yes" || answer === "no") return answer === "yes";
  throw new UsageError(`--${option} takes yes or no.`);
}

function days(written: string): number {
  if (/^[1-9]\d{0,3}$/.test(written)) return Number(written);
  throw new UsageError("--retention-days takes a whole number of days from 1.");
}

const withoutGaps = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
