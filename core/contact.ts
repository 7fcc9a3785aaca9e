import * as v from "valibot";
import { invalid, type Problem } from "./errors.ts";
import { e164Pattern } from "./fax-number.ts";

/** Somebody to whom one faxes; mail to the alias goes to the number. */
export type Contact = {
  id: string;
  name: string;
  number: string;
  alias?: string;
  company?: string;
  notes?: string;
  createdAt: number;
  updatedAt: number;
};

/** What an alias means to whoever writes to it. */
export type Addressee = Pick<Contact, "name" | "number">;

/** All of them lie in one partition of the table, with the claims of their aliases. */
export const contactPartition = "contacts";

export const contactIdPattern = /^con_[0-9a-f]{16}$/;

/** It begins with the time, so that contacts lie in the order they were made; `random`: five hex digits. */
export const contactIdOf = (now: number, random: string): string =>
  `con_${now.toString(16).padStart(11, "0")}${random}`;

/** It begins with a letter, so that it is never taken for a number. */
export const aliasPattern = /^[a-z][a-z0-9-]{1,39}$/;

const reservedAliases = new Set([
  // Our own address, and those that every domain keeps for its operator (RFC 2142) and for programs.
  ...["fax", "postmaster", "hostmaster", "webmaster", "abuse", "security", "noc", "root", "admin"],
  ...["mailer-daemon", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"],
  // What stands behind a name in an address means how it is faxed.
  ...["cover", "nocover", "standard", "fine", "superfine"],
]);

export const isPossibleAlias = (text: string): boolean =>
  aliasPattern.test(text) && !reservedAliases.has(text);

const oneLine = v.pipe(
  v.string("10026|must be a string"),
  v.maxLength(100, "10025|must have at most 100 characters"),
  v.regex(/^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}]+$/u, "10032|must be a line of text"),
);
const faxNumber = v.pipe(
  v.string("10026|must be a string"),
  v.regex(e164Pattern, "10016|must be in +E.164 format, such as +13125550148"),
);
const alias = v.pipe(
  v.string("10026|must be a string"),
  v.regex(
    aliasPattern,
    "10032|must have 2 to 40 lower-case letters, digits and hyphens, and begin with a letter",
  ),
  v.check((text) => !reservedAliases.has(text), "10032|is a name that mail keeps for something else"),
);
const notes = v.pipe(
  v.string("10026|must be a string"),
  v.maxLength(500, "10025|must have at most 500 characters"),
);
const mayBeMissing = {
  alias: v.optional(v.nullable(alias)),
  company: v.optional(v.nullable(oneLine)),
  notes: v.optional(v.nullable(notes)),
};

export const createContactBody = v.object({ name: oneLine, fax_number: faxNumber, ...mayBeMissing });
export type CreateContactBody = v.InferOutput<typeof createContactBody>;

/** What is given is changed; null takes away. */
export const changeContactBody = v.object({
  name: v.optional(oneLine),
  fax_number: v.optional(faxNumber),
  ...mayBeMissing,
});
export type ChangeContactBody = v.InferOutput<typeof changeContactBody>;

export const newContact = (body: CreateContactBody, id: string, now: number): Contact => ({
  id,
  name: body.name,
  number: body.fax_number,
  ...(body.alias ? { alias: body.alias } : {}),
  ...(body.company ? { company: body.company } : {}),
  ...(body.notes ? { notes: body.notes } : {}),
  createdAt: now,
  updatedAt: now,
});

export function changedContact(contact: Contact, change: ChangeContactBody, now: number): Contact {
  const body: CreateContactBody = {
    name: kept(change.name, contact.name),
    fax_number: kept(change.fax_number, contact.number),
    alias: kept(change.alias, contact.alias),
    company: kept(change.company, contact.company),
    notes: kept(change.notes, contact.notes),
  };
  // By this time a write knows whether somebody else wrote meanwhile: no two have the same.
  const updatedAt = Math.max(now, contact.updatedAt + 1);
  return { ...newContact(body, contact.id, contact.createdAt), updatedAt };
}

const kept = <T>(given: T | undefined, was: T): T => (given === undefined ? was : given);

export const aliasTaken = (taken: string): Problem =>
  invalid("alias_taken", "Alias taken", `Another contact has the alias '${taken}'; choose another one.`, {
    pointer: "/alias",
  });
