import { contactIdPattern, isPossibleAlias } from "../../core/contact.ts";
import type { GivenWords } from "./command.ts";
import { UsageError } from "./failures.ts";
import { faxNumberGiven } from "./fax-number-given.ts";
import { listOf, text, type Fields } from "./fields.ts";
import type { HttpClient } from "./http-client.ts";
import type { Session } from "./session.ts";

/** The id of the contact that was named by it, or by an alias. Throws `UsageError` where there is none. */
export async function contactIdGiven(api: HttpClient, word: string): Promise<string> {
  if (contactIdPattern.test(word)) return word;
  if (isPossibleAlias(word)) return text(await contactWithAlias(api, word), "id");
  throw new UsageError(`"${word}" is neither a contact's ID nor its alias; fax contacts list shows both.`);
}

/** Where `--to` says the fax goes: a number as people write it, or the alias of a contact; undefined if it is not given. */
export async function recipientGiven(given: GivenWords, session: Session): Promise<string | undefined> {
  const written = given.text("to");
  if (written === undefined || !isPossibleAlias(written)) return faxNumberGiven(given, "to");
  return text(await contactWithAlias(session.api(), written), "fax_number");
}

async function contactWithAlias(api: HttpClient, alias: string): Promise<Fields> {
  const path = `/v2/contacts?filter[alias]=${alias}`;
  const [contact] = listOf((await api({ method: "GET", path, isRepeatable: true }))["data"]);
  if (contact) return contact;
  throw new UsageError(`No contact has the alias "${alias}"; fax contacts list shows those there are.`);
}
