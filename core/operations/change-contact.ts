import { aliasTaken, changedContact, type ChangeContactBody, type Contact } from "../contact.ts";
import { asItStands } from "./as-it-stands.ts";

/** Both writes answer `stale` where the contact is no longer as it was read. */
export type ChangeContactDeps = {
  now: () => number;
  read: (id: string) => Promise<Contact | undefined>;
  replace: (before: Contact, after: Contact) => Promise<"replaced" | "alias_taken" | "stale">;
  remove: (contact: Contact) => Promise<"removed" | "stale">;
};

const named = "The contact";

/** Changes a contact, and its alias with it. Throws a `Problem` where it is gone or another one has the alias. */
export const changeContact = (
  deps: ChangeContactDeps,
  id: string,
  change: ChangeContactBody,
): Promise<Contact> =>
  asItStands(
    named,
    () => deps.read(id),
    async (before) => {
      const after = changedContact(before, change, deps.now());
      const outcome = await deps.replace(before, after);
      if (outcome === "alias_taken") throw aliasTaken(after.alias ?? "");
      return outcome === "stale" ? outcome : after;
    },
  );

/** Removes a contact and frees its alias. Throws a `Problem` where it is gone. */
export const removeContact = (deps: ChangeContactDeps, id: string): Promise<"removed"> =>
  asItStands(named, () => deps.read(id), deps.remove);
