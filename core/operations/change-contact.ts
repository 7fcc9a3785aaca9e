import { aliasTaken, changedContact, type ChangeContactBody, type Contact } from "../contact.ts";
import { notFound } from "../errors.ts";

/** Both writes answer `stale` where the contact is no longer as it was read. */
export type ChangeContactDeps = {
  now: () => number;
  read: (id: string) => Promise<Contact | undefined>;
  replace: (before: Contact, after: Contact) => Promise<"replaced" | "alias_taken" | "stale">;
  remove: (contact: Contact) => Promise<"removed" | "stale">;
};

/** Changes a contact, and its alias with it. Throws a `Problem` where it is gone or another one has the alias. */
export const changeContact = (
  deps: ChangeContactDeps,
  id: string,
  change: ChangeContactBody,
): Promise<Contact> =>
  asItStands(deps, id, async (before) => {
    const after = changedContact(before, change, deps.now());
    const outcome = await deps.replace(before, after);
    if (outcome === "alias_taken") throw aliasTaken(after.alias ?? "");
    return outcome === "stale" ? outcome : after;
  });

/** Removes a contact and frees its alias. Throws a `Problem` where it is gone. */
export const removeContact = (deps: ChangeContactDeps, id: string): Promise<"removed"> =>
  asItStands(deps, id, deps.remove);

const mostTries = 10;

/** Writes what follows from the contact as it stands, anew where somebody else wrote meanwhile. */
async function asItStands<T>(
  deps: ChangeContactDeps,
  id: string,
  write: (contact: Contact) => Promise<T | "stale">,
): Promise<T> {
  for (let tries = 0; tries < mostTries; tries++) {
    const contact = await deps.read(id);
    if (!contact) throw notFound("The contact");
    const outcome = await write(contact);
    if (outcome !== "stale") return outcome;
  }
  throw new Error("others changed the contact again and again");
}
