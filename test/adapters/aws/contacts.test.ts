import { afterAll, describe, expect, it } from "vitest";
import {
  createContact,
  findAlias,
  listContacts,
  readContact,
  removeContact,
  replaceContact,
} from "../../../adapters/aws/contacts.ts";
import { changedContact, contactIdOf, newContact, type Contact } from "../../../core/contact.ts";
import { noon } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, stored, close } = await openTestTable();
afterAll(close);

let made = 0;
const contact = (
  more: { alias?: string; name?: string; fax_number?: string; notes?: string } = {},
): Contact => {
  const at = noon + ++made;
  return newContact(
    { name: `Dr. ${made}`, fax_number: "+13125550148", ...more },
    contactIdOf(at, "00000"),
    at,
  );
};
const created = async (more: Parameters<typeof contact>[0] = {}): Promise<Contact> => {
  const one = contact(more);
  expect(await createContact(table, one)).toBe("created");
  return one;
};
/** Whose an alias is, as mail finds it. */
const meaning = (one: Contact) => ({ contactId: one.id, number: one.number, name: one.name });

describe("a contact", () => {
  it("is kept whole with its alias, and with neither it is gone", async () => {
    const lee = await created({ alias: "whole", notes: "Mornings." });
    expect(await readContact(table, lee.id)).toEqual(lee);
    expect(await findAlias(table, "whole")).toEqual(meaning(lee));
    expect(await removeContact(table, lee)).toBe("removed");
    expect(await readContact(table, lee.id)).toBeUndefined();
    expect(await findAlias(table, "whole")).toBeUndefined();
    expect(await removeContact(table, lee)).toBe("stale");
  });

  it("without an alias claims none, and is removed like any other", async () => {
    const plain = await created();
    expect(await readContact(table, plain.id)).toEqual(plain);
    expect(await removeContact(table, plain)).toBe("removed");
  });

  it("whose alias another one has is not written, nor is the claim changed", async () => {
    const first = await created({ alias: "conflict" });
    const second = contact({ alias: "conflict", fax_number: "+13125550149" });
    expect(await createContact(table, second)).toBe("alias_taken");
    expect(await readContact(table, second.id)).toBeUndefined();
    expect(await findAlias(table, "conflict")).toEqual(meaning(first));
  });

  it("of several that claim an alias at once, one gets it and the others are not there", async () => {
    const rivals = Array.from({ length: 6 }, () => contact({ alias: "race" }));
    const outcomes = await Promise.all(rivals.map((one) => createContact(table, one)));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    const winner = rivals[outcomes.indexOf("created")];
    expect(winner && meaning(winner)).toEqual(await findAlias(table, "race"));
    const there = await Promise.all(rivals.map(({ id }) => readContact(table, id)));
    expect(there.filter(Boolean)).toEqual([winner]);
  });
});

describe("a change of a contact", () => {
  it("of number and name is what its alias means from then on", async () => {
    const before = await created({ alias: "moves" });
    const after = changedContact(before, { fax_number: "+13125550149", name: "Dr. New" }, noon);
    expect(await replaceContact(table, before, after)).toBe("replaced");
    expect(await readContact(table, before.id)).toEqual(after);
    expect(await findAlias(table, "moves")).toEqual(meaning(after));
  });

  it("of the alias frees the old one for others, and no alias at all frees it too", async () => {
    const before = await created({ alias: "old-name" });
    const after = changedContact(before, { alias: "new-name" }, noon);
    expect(await replaceContact(table, before, after)).toBe("replaced");
    expect(await findAlias(table, "old-name")).toBeUndefined();
    expect(await findAlias(table, "new-name")).toEqual(meaning(after));
    await created({ alias: "old-name" });
    const bare = changedContact(after, { alias: null }, noon);
    expect(await replaceContact(table, after, bare)).toBe("replaced");
    expect(await findAlias(table, "new-name")).toBeUndefined();
    expect(await readContact(table, bare.id)).toEqual(bare);
    const named = changedContact(bare, { alias: "new-name" }, noon);
    expect(await replaceContact(table, bare, named)).toBe("replaced");
    expect(await findAlias(table, "new-name")).toEqual(meaning(named));
  });

  it("to another's alias changes nothing of either", async () => {
    const [holder, before] = [await created({ alias: "holder" }), await created({ alias: "seeker" })];
    const after = changedContact(before, { alias: "holder", name: "Dr. Thief" }, noon);
    expect(await replaceContact(table, before, after)).toBe("alias_taken");
    expect(await readContact(table, before.id)).toEqual(before);
    expect(await findAlias(table, "seeker")).toEqual(meaning(before));
    expect(await findAlias(table, "holder")).toEqual(meaning(holder));
  });

  it("of several at once is written once, and the alias goes with the one that was", async () => {
    const before = await created({ alias: "several" });
    const wanted = ["several-1", "several-2", "several-3"].map((alias) =>
      changedContact(before, { alias }, noon + 1_000),
    );
    const outcomes = await Promise.all(wanted.map((after) => replaceContact(table, before, after)));
    expect([...outcomes].sort()).toEqual(["replaced", "stale", "stale"]);
    const winner = wanted[outcomes.indexOf("replaced")];
    expect(await readContact(table, before.id)).toEqual(winner);
    const found = await Promise.all(wanted.map(({ alias = "" }) => findAlias(table, alias)));
    expect(found.filter(Boolean)).toEqual([winner && meaning(winner)]);
  });

  it("or removal that comes late neither brings a contact back nor frees what is another's now", async () => {
    const before = await created({ alias: "late" });
    const after = changedContact(before, { alias: null }, noon);
    await replaceContact(table, before, after);
    const heir = await created({ alias: "late" });
    expect(await removeContact(table, before)).toBe("stale");
    expect(await findAlias(table, "late")).toEqual(meaning(heir));
    await removeContact(table, after);
    expect(await replaceContact(table, after, changedContact(after, {}, noon))).toBe("stale");
    expect(await readContact(table, before.id)).toBeUndefined();
  });
});

describe("the list", () => {
  it("has every contact once, the oldest first, page by page, and no claim among them", async () => {
    const all = [];
    for (let count = 0; count < 7; count++) all.push(await created({ alias: `listed-${count}` }));
    const seen: Contact[] = [];
    let after: string | undefined;
    do {
      const page = await listContacts(table, { limit: 3, ...(after === undefined ? {} : { after }) });
      expect(page.contacts.length).toBeLessThanOrEqual(3);
      seen.push(...page.contacts);
      after = page.next;
    } while (after !== undefined);
    expect(seen.slice(-7)).toEqual(all);
    const ids = seen.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});

describe("what is stored", () => {
  it("is version 1: a contact, and the claim with what mail needs", async () => {
    const full = newContact(
      { name: "Dr. Lee", fax_number: "+13125550148", alias: "stored", company: "Lee", notes: "Mornings." },
      contactIdOf(noon, "abcde"),
      noon,
    );
    await createContact(table, full);
    const [name, number, at] = [{ S: "Dr. Lee" }, { S: "+13125550148" }, { N: String(noon) }];
    const pk = { S: "contacts" };
    expect(await stored("contacts", `contact#${full.id}`)).toEqual({
      ...{ pk, sk: { S: `contact#${full.id}` }, v: { N: "1" }, name, number, created: at, updated: at },
      ...{ alias: { S: "stored" }, company: { S: "Lee" }, notes: { S: "Mornings." } },
    });
    expect(await stored("contacts", "alias#stored")).toEqual({
      ...{ pk, sk: { S: "alias#stored" }, v: { N: "1" }, contact: { S: full.id }, name, number },
    });
  });
});
