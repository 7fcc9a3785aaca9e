import type { Command } from "../command.ts";
import { exitCodes, UsageError } from "../failures.ts";
import { fieldsOf, listOf, number, text, texts, type Fields } from "../fields.ts";
import type { Call } from "../http-client.ts";
import { mailboxGiven, mailboxIdGiven, mailboxOptions } from "../mailbox-given.ts";
import { clean, count, table } from "../terminal-text.ts";

const path = "/v2/mailboxes";
const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
const body = (fields: Fields): Pick<Call, "body"> => ({
  body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }),
});

const inWords = (mailbox: Fields): string =>
  `${text(mailbox, "name")}, ${texts(mailbox, "numbers").join(", ")}`;

export const createMailboxCommand: Command = {
  name: "mailboxes create",
  summary: "give fax numbers to people",
  usage: "NAME --number NUMBER [options]",
  about: [
    "Gives fax numbers to people: members hear by mail of what comes in on them, and may fax by mail from them.",
    "A number is one mailbox's. Needs a key with the scope admin.",
    "",
    "  fax mailboxes create 'Front desk' --number '(312) 555-0148' --member ann@clinic.example --received notice",
  ].join("\n"),
  options: mailboxOptions,
  words: { min: 1, max: 1, named: "a NAME" },
  run: async (given, session) => {
    const fields = mailboxGiven(given);
    if (fields["numbers"] === undefined)
      throw new UsageError("Say which fax number it has: --number NUMBER.");
    const call = { method: "POST", path, ...body({ name: given.words[0], ...fields }) } as const;
    const mailbox = fieldsOf((await session.api()(call))["data"]);
    session.say(clean(`Mailbox ${text(mailbox, "id")}: ${inWords(mailbox)}`));
    session.answer(mailbox);
    return exitCodes.done;
  },
};

export const listMailboxesCommand: Command = {
  name: "mailboxes list",
  summary: "list mailboxes",
  usage: "",
  about: "Lists mailboxes, the oldest first. Needs a key with the scope read.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const mailboxes = listOf((await session.api()({ method: "GET", path, isRepeatable: true }))["data"]);
    const rows = mailboxes.map((mailbox) => [
      text(mailbox, "name"),
      texts(mailbox, "numbers").join(" "),
      String(texts(mailbox, "members").length),
      text(fieldsOf(mailbox["notify"]), "received"),
      text(mailbox, "id"),
    ]);
    const heading = ["NAME", "NUMBERS", "MEMBERS", "RECEIVED", "ID"];
    session.say(rows.length === 0 ? "There are no mailboxes." : table(heading, rows));
    session.answer(mailboxes);
    return exitCodes.done;
  },
};

export const getMailboxCommand: Command = {
  name: "mailboxes get",
  summary: "show one mailbox with its rules",
  usage: "ID|NUMBER",
  about: "Shows a mailbox in full, named by its ID or one of its numbers. Needs a key with the scope read.",
  options: {},
  words: { min: 1, max: 1, named: "the mailbox's ID or NUMBER" },
  run: async ({ words: [word = ""] }, session) => {
    const api = session.api();
    const call = {
      method: "GET",
      path: pathOf(await mailboxIdGiven(api, word)),
      isRepeatable: true,
    } as const;
    const mailbox = fieldsOf((await api(call))["data"]);
    session.say(mailboxDetails(mailbox));
    session.answer(mailbox);
    return exitCodes.done;
  },
};

export const changeMailboxCommand: Command = {
  name: "mailboxes change",
  summary: "change a mailbox",
  usage: "ID|NUMBER [options]",
  about: [
    "Changes what is given; an empty text takes it away. A list that is given replaces the one before, whole.",
    "Needs a key with the scope admin.",
    "",
    "  fax mailboxes change +13125550148 --member ann@clinic.example --member bo@clinic.example --header-text ''",
  ].join("\n"),
  options: { name: { type: "string", value: "NAME", text: "the new name" }, ...mailboxOptions },
  words: { min: 1, max: 1, named: "the mailbox's ID or NUMBER" },
  run: async (given, session) => {
    const name = given.text("name");
    const fields = { ...(name === undefined ? {} : { name }), ...mailboxGiven(given) };
    if (Object.keys(fields).length === 0)
      throw new UsageError("Say what to change, such as --member ADDRESS.");
    const api = session.api();
    const id = await mailboxIdGiven(api, given.words[0] ?? "");
    const mailbox = fieldsOf((await api({ method: "PATCH", path: pathOf(id), ...body(fields) }))["data"]);
    session.say(mailboxDetails(mailbox));
    session.answer(mailbox);
    return exitCodes.done;
  },
};

export const deleteMailboxCommand: Command = {
  name: "mailboxes delete",
  summary: "delete a mailbox and free its numbers",
  usage: "ID|NUMBER",
  about:
    "Deletes a mailbox: its numbers are nobody's then, and its faxes stay. Keys of it see nothing any more. Needs the scope admin.",
  options: {},
  words: { min: 1, max: 1, named: "the mailbox's ID or NUMBER" },
  run: async ({ words: [word = ""] }, session) => {
    const api = session.api();
    const id = await mailboxIdGiven(api, word);
    await api({ method: "DELETE", path: pathOf(id) });
    session.say(clean(`The mailbox ${word} is deleted.`));
    session.answer({ id, deleted: true });
    return exitCodes.done;
  },
};

/** One mailbox in full; what it leaves to the settings is not named. */
function mailboxDetails(mailbox: Fields): string {
  const mail = fieldsOf(mailbox["mail"]);
  const notify = fieldsOf(mailbox["notify"]);
  const retention = number(mailbox, "retention_days");
  const facts: [string, string][] = [
    ["Numbers", texts(mailbox, "numbers").join(", ")],
    ["Sends from", text(mailbox, "caller_id")],
    ["Members", texts(mailbox, "members").join(", ")],
    ["Also by mail", texts(mail, "senders").join(", ")],
    ["Text of mails", text(mail, "text")],
    ["From name", text(mailbox, "from_display_name")],
    ["Header text", text(mailbox, "header_text")],
    ["Time zone", text(mailbox, "time_zone")],
    ["Country", text(mailbox, "country")],
    ["Members hear", hearing(notify)],
    ["Removed", retention === undefined ? "never" : `${count(retention, "day")} after a fax's end`],
  ];
  return [
    clean(`Mailbox ${text(mailbox, "id")}: ${text(mailbox, "name")}`),
    ...facts
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `  ${name.padEnd(14)}${clean(value)}`),
  ].join("\n");
}

function hearing(notify: Fields): string {
  const received = text(notify, "received");
  return [
    ...(received === "off" ? [] : [`received (${received})`]),
    ...["delivered", "failed"].filter((end) => notify[end] === true),
  ].join(", ");
}
