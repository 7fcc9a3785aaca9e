import { maxPageSize } from "../../../core/api/list-query.ts";
import { countryOption, type Command, type GivenWords, type Option } from "../command.ts";
import { contactIdGiven } from "../contact-given.ts";
import { exitCodes, UsageError } from "../failures.ts";
import { faxNumberGiven } from "../fax-number-given.ts";
import { fieldsOf, listOf, text, type Fields } from "../fields.ts";
import type { Call, HttpClient } from "../http-client.ts";
import { clean, table } from "../terminal-text.ts";

const path = "/v2/contacts";
const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
const body = (fields: Fields): Pick<Call, "body"> => ({
  body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }),
});

const factOptions: Record<string, Option> = {
  number: { type: "string", value: "NUMBER", text: "the fax number" },
  country: countryOption,
  alias: { type: "string", value: "ALIAS", text: "mail to ALIAS@<your mail domain> is faxed to the number" },
  company: { type: "string", value: "TEXT", text: "where they work" },
  notes: { type: "string", value: "TEXT", text: "your own words" },
};

/** Fields of the body for those options that were given; an empty text takes the fact away. */
function factsGiven(given: GivenWords): Fields {
  const number = faxNumberGiven(given, "number");
  const facts = ["alias", "company", "notes"].map((name) => [name, given.text(name)] as const);
  return {
    ...(number === undefined ? {} : { fax_number: number }),
    ...Object.fromEntries(
      facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, value === "" ? null : value]),
    ),
  };
}

const inWords = (contact: Fields): string => {
  const alias = text(contact, "alias");
  return `${text(contact, "name")}, ${text(contact, "fax_number")}${alias === "" ? "" : `, ${alias}@...`}`;
};

export const addContactCommand: Command = {
  name: "contacts add",
  summary: "keep whom you fax, and the alias for mail",
  usage: "NAME --number NUMBER [options]",
  about: [
    "Keeps whom you fax. Mail to the alias is faxed to the number. Needs a key with the scope admin.",
    "",
    "  fax contacts add 'Dr. Lee' --number '(312) 555-0148' --alias dr-lee",
  ].join("\n"),
  options: factOptions,
  words: { min: 1, max: 1, named: "a NAME" },
  run: async (given, session) => {
    const facts = factsGiven(given);
    if (facts["fax_number"] === undefined) throw new UsageError("Say where faxes go: --number NUMBER.");
    const call = { method: "POST", path, ...body({ name: given.words[0], ...facts }) } as const;
    const contact = fieldsOf((await session.api()(call))["data"]);
    session.say(clean(`Contact ${text(contact, "id")}: ${inWords(contact)}`));
    session.answer(contact);
    return exitCodes.done;
  },
};

export const listContactsCommand: Command = {
  name: "contacts list",
  summary: "list contacts by name",
  usage: "",
  about: "Lists all contacts by name. Needs a key with the scope read.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const contacts = await allContacts(session.api());
    const rows = contacts.map((contact) =>
      ["name", "fax_number", "alias", "company", "id"].map((field) => text(contact, field)),
    );
    const heading = ["NAME", "NUMBER", "ALIAS", "COMPANY", "ID"];
    session.say(rows.length === 0 ? "There are no contacts." : table(heading, rows));
    session.answer(contacts);
    return exitCodes.done;
  },
};

async function allContacts(api: HttpClient): Promise<Fields[]> {
  const contacts: Fields[] = [];
  let after = "";
  do {
    const query = `?page[size]=${maxPageSize}${after === "" ? "" : `&page[after]=${encodeURIComponent(after)}`}`;
    const page = await api({ method: "GET", path: `${path}${query}`, isRepeatable: true });
    contacts.push(...listOf(page["data"]));
    const next = text(fieldsOf(page["meta"]), "next");
    after = next === after ? "" : next;
  } while (after !== "");
  return contacts.sort((a, b) => text(a, "name").localeCompare(text(b, "name")));
}

export const changeContactCommand: Command = {
  name: "contacts change",
  summary: "change a contact",
  usage: "ALIAS|ID [options]",
  about: [
    "Changes what is given; an empty text takes it away. Needs a key with the scope admin.",
    "",
    "  fax contacts change dr-lee --number +13125550149 --notes ''",
  ].join("\n"),
  options: { name: { type: "string", value: "NAME", text: "the new name" }, ...factOptions },
  words: { min: 1, max: 1, named: "the contact's ALIAS or ID" },
  run: async (given, session) => {
    const name = given.text("name");
    const fields = { ...(name === undefined ? {} : { name }), ...factsGiven(given) };
    if (Object.keys(fields).length === 0)
      throw new UsageError("Say what to change, such as --number NUMBER.");
    const api = session.api();
    const id = await contactIdGiven(api, given.words[0] ?? "");
    const contact = fieldsOf((await api({ method: "PATCH", path: pathOf(id), ...body(fields) }))["data"]);
    session.say(clean(`Contact ${id}: ${inWords(contact)}`));
    session.answer(contact);
    return exitCodes.done;
  },
};

export const removeContactCommand: Command = {
  name: "contacts remove",
  summary: "delete a contact and free its alias",
  usage: "ALIAS|ID",
  about: "Deletes a contact; mail to its alias is refused and answered. Needs a key with the scope admin.",
  options: {},
  words: { min: 1, max: 1, named: "the contact's ALIAS or ID" },
  run: async ({ words: [word = ""] }, session) => {
    const api = session.api();
    const id = await contactIdGiven(api, word);
    await api({ method: "DELETE", path: pathOf(id) });
    session.say(clean(`The contact ${word} is deleted.`));
    session.answer({ id, deleted: true });
    return exitCodes.done;
  },
};
