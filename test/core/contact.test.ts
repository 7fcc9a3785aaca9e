import { describe, expect, it } from "vitest";
import {
  changeContactBody,
  changedContact,
  contactIdOf,
  contactIdPattern,
  createContactBody,
  isPossibleAlias,
  newContact,
  type Contact,
} from "../../core/contact.ts";
import { readContactQuery } from "../../core/api/contact-view.ts";
import { validate } from "../../core/api/validation.ts";
import { Problem } from "../../core/errors.ts";
import { readRecipients } from "../../core/mail/recipients.ts";
import { changeContact, removeContact } from "../../core/operations/change-contact.ts";
import { noon } from "../support/faxes.ts";

const least = { name: "Dr. Lee", fax_number: "+13125550148" };
const full = { ...least, alias: "dr-lee", company: "Lee Cardiology", notes: "Mornings only.\nCall first." };
const id = contactIdOf(noon, "1f2e3");
const lee = newContact(full, id, noon);

/** The faults of a body: where, and by which code. */
function faultsOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.errors.map(({ code, source }) => `${code} ${JSON.stringify(source)}`);
  }
}
const faults = (
  body: object,
  schema: typeof createContactBody | typeof changeContactBody = createContactBody,
) => faultsOf(() => validate(schema, body));
const at = (code: string, field: string) => `${code} {"pointer":"/${field}"}`;

describe("a contact", () => {
  it("needs a name and a number, and may have an alias, a company and notes", () => {
    expect([faults(least), faults(full), faults({}, changeContactBody)]).toEqual([[], [], []]);
    expect(faults({ ...least, alias: null, company: null, notes: null })).toEqual([]);
    expect(faults({})).toEqual([at("10004", "name"), at("10004", "fax_number")]);
  });

  it.each<[object, string]>([
    [{ name: "" }, at("10032", "name")],
    [{ name: " \u2003" }, at("10032", "name")],
    [{ name: "Dr. Lee\nBcc: all" }, at("10032", "name")],
    [{ name: "x".repeat(101) }, at("10025", "name")],
    [{ name: null }, at("10026", "name")],
    [{ fax_number: "312-555-0148" }, at("10016", "fax_number")],
    [{ company: "a\u0000b" }, at("10032", "company")],
    [{ notes: "x".repeat(501) }, at("10025", "notes")],
    [{ notes: 7 }, at("10026", "notes")],
  ])("is refused with %j, made or changed", (fields, fault) => {
    expect(faults({ ...full, ...fields })).toEqual([fault]);
    expect(faults(fields, changeContactBody)).toEqual([fault]);
  });

  it.each(["dr-lee", "x2", "e164", "a".repeat(40), "fax2"])("may have the alias %s", (alias) => {
    expect(faults({ ...least, alias })).toEqual([]);
    expect(isPossibleAlias(alias)).toBe(true);
  });

  it.each([
    ...[
      "",
      "a",
      "a".repeat(41),
      "Dr-Lee",
      "dr.lee",
      "dr lee",
      "dr_lee",
      "dr-lée",
      "-lee",
      "dr+lee",
      "dr-lee\n",
    ],
    ...["13125550148", "+13125550148", "2nd-floor"],
    ...["fax", "postmaster", "abuse", "mailer-daemon", "noreply", "no-reply"],
    ...["cover", "nocover", "standard", "fine", "superfine"],
  ])("may not have the alias %j", (alias) => {
    expect(faults({ ...least, alias })).toEqual([at("10032", "alias")]);
    expect(isPossibleAlias(alias)).toBe(false);
  });

  it("has an alias that mail to it is read as, whatever wishes stand behind it", () => {
    const [recipient] = readRecipients(
      [`${full.alias}.superfine.nocover@fax.example.com`],
      "fax.example.com",
      "US",
    );
    expect(recipient).toMatchObject({ number: undefined, alias: full.alias });
  });

  it("made later has a greater id, for centuries", () => {
    const ids = [0, noon, noon + 1, Date.UTC(2500, 0)].map((now) => contactIdOf(now, "fffff"));
    expect(ids).toEqual([...ids].sort());
    for (const one of ids) expect(one).toMatch(contactIdPattern);
  });
});

describe("a change of a contact", () => {
  it("changes what is given, and null takes away", () => {
    const { company: _company, ...rest } = lee;
    expect(changedContact(lee, { fax_number: "+13125550149", company: null }, noon + 5)).toEqual({
      ...rest,
      number: "+13125550149",
      updatedAt: noon + 5,
    });
    expect(changedContact(lee, {}, noon + 5)).toEqual({ ...lee, updatedAt: noon + 5 });
    const bare = newContact({ ...least, alias: null, notes: "" }, id, noon);
    expect(bare).toEqual({ id, name: "Dr. Lee", number: "+13125550148", createdAt: noon, updatedAt: noon });
    expect(changedContact(bare, { alias: "lee" }, noon)).toMatchObject({ alias: "lee" });
  });

  it("is later than the one before, even by a clock that went back", () => {
    expect(changedContact(lee, {}, noon - 1).updatedAt).toBe(noon + 1);
  });

  /** A contact that somebody else changes `others` times, each between our read and our write. */
  function desk(others: number) {
    let stored: Contact | undefined = lee;
    const overtaken = () => {
      if (others-- <= 0 || !stored) return false;
      stored = { ...stored, company: `after ${others}`, updatedAt: stored.updatedAt + 1 };
      return true;
    };
    return {
      now: () => noon + 60_000,
      read: async () => stored,
      replace: async (_before: Contact, after: Contact) => {
        if (overtaken()) return "stale" as const;
        if (after.alias === "taken") return "alias_taken" as const;
        stored = after;
        return "replaced" as const;
      },
      remove: async () => {
        if (overtaken()) return "stale" as const;
        stored = undefined;
        return "removed" as const;
      },
    };
  }

  it("keeps what others changed meanwhile", async () => {
    const changed = await changeContact(desk(3), id, { name: "Dr. Ann Lee" });
    expect(changed).toMatchObject({ name: "Dr. Ann Lee", company: "after 0" });
  });

  it("to an alias that another contact has is refused, naming the field", async () => {
    await expect(changeContact(desk(1), id, { alias: "taken" })).rejects.toMatchObject({
      status: 422,
      errors: [
        { code: "alias_taken", source: { pointer: "/alias" }, detail: expect.stringContaining("'taken'") },
      ],
    });
  });

  it("that others overtake again and again is given up, as our fault", async () => {
    await expect(changeContact(desk(99), id, {})).rejects.toThrow("again and again");
  });

  it("or removal of one that is gone, or goes meanwhile, finds nothing", async () => {
    const gone = desk(1);
    await removeContact(gone, id);
    expect(await gone.read()).toBeUndefined();
    await expect(removeContact(gone, id)).rejects.toMatchObject({ status: 404 });
    await expect(changeContact(gone, id, {})).rejects.toMatchObject({ status: 404 });
  });
});

describe("the query of the list", () => {
  const read = (query: string) => readContactQuery(new URLSearchParams(query));

  it("has pages of twenty unless asked otherwise, a place to go on from, and an alias to look for", () => {
    expect(read("")).toEqual({ pageSize: 20 });
    expect(read(`page[size]=250&page[after]=${id}`)).toEqual({ pageSize: 250, after: id });
    expect(read("filter[alias]=dr-lee")).toEqual({ pageSize: 20, alias: "dr-lee" });
  });

  it.each(["page[size]=251", "page[size]=0", "page[after]=con_1", "page[after]=alias%23dr-lee"])(
    "is refused with %s",
    (query) => {
      const [parameter] = query.split("=");
      expect(faultsOf(() => read(query))).toEqual([expect.stringContaining(`{"parameter":"${parameter}"}`)]);
    },
  );
});
