import type { Addressee } from "../contact.ts";
import type { Recipient } from "./recipients.ts";

export type FindAlias = (alias: string) => Promise<Addressee | undefined>;

/** Gives recipients that are written as an alias the number and name of its contact. One per number, the first. */
export async function resolveAliases(recipients: Recipient[], findAlias: FindAlias): Promise<Recipient[]> {
  const resolved = await Promise.all(
    recipients.map(async (recipient) => {
      const found = recipient.alias === undefined ? undefined : await findAlias(recipient.alias);
      return found ? { ...recipient, number: found.number, name: found.name } : recipient;
    }),
  );
  return resolved.filter(
    ({ number }, index) =>
      number === undefined || resolved.findIndex((other) => other.number === number) === index,
  );
}
