import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  changedMailbox,
  changeMailboxBody,
  createMailboxBody,
  newMailbox,
} from "../../core/mailbox/mailbox-body.ts";
import { mailboxOfNumber, mailboxOfSender } from "../../core/mailbox/mailbox.ts";
import { noon } from "../support/faxes.ts";
import { mailboxOf } from "../support/mailboxes.ts";

const [one, two] = ["+13125550148", "+13125550149"];
const id = "mbx_0123456789abcdef";
const made = (body: object) =>
  newMailbox(v.parse(createMailboxBody, { name: "Desk", numbers: [one, two], ...body }), id, noon);
const changed = (change: object, from = made({})) =>
  changedMailbox(from, v.parse(changeMailboxBody, change), noon);
const refusal = (body: object) => {
  const parsed = v.safeParse(createMailboxBody, { name: "Desk", numbers: [one], ...body });
  const [issue] = parsed.issues ?? [];
  return issue && [issue.path?.map(({ key }) => key).join("/"), issue.message.split("|")[0]];
};

describe("a mailbox", () => {
  it("sends from its first number, tells its members of what came in and of what failed, and keeps everything", () => {
    expect(made({})).toEqual({
      id,
      name: "Desk",
      numbers: [one, two],
      callerId: one,
      members: [],
      senders: [],
      notify: { received: "pdf", delivered: false, failed: true },
      createdAt: noon,
      updatedAt: noon,
    });
  });

  it("reads addresses whatever their case, each once", () => {
    const { members, senders } = made({
      members: ["Ann@Clinic.example", "ann@clinic.example"],
      mail: { senders: ["@Clinic.example"] },
    });
    expect([members, senders]).toEqual([["ann@clinic.example"], ["@clinic.example"]]);
  });

  it.each([
    [{ name: "two\nlines" }, "name", "10032"],
    [{ numbers: [] }, "numbers", "10025"],
    [{ numbers: ["3125550148"] }, "numbers/0", "10016"],
    [
      { numbers: Array.from({ length: 21 }, (_, n) => `+131255501${String(n).padStart(2, "0")}`) },
      "numbers",
      "10025",
    ],
    [{ members: ["Ann <ann@clinic.example>"] }, "members/0", "10032"],
    [{ members: ["@clinic.example"] }, "members/0", "10032"],
    [{ mail: { senders: ["clinic.example"] } }, "mail/senders/0", "10032"],
    [{ mail: { text: "page" } }, "mail/text", "10032"],
    [{ notify: { received: "fax" } }, "notify/received", "10032"],
    [{ notify: { sent: true } }, "notify/sent", undefined],
    [{ time_zone: "Mars" }, "time_zone", "10032"],
    [{ country: "us" }, "country", "10032"],
    [{ retention_days: 0 }, "retention_days", "10033"],
  ])("refuses %j", (body, path, code) => {
    const [where, what] = refusal(body) ?? [];
    expect(where).toBe(path);
    if (code !== undefined) expect(what).toBe(code);
  });

  it("sends only from a number of its own", () => {
    expect(made({ caller_id: two }).callerId).toBe(two);
    expect(() => made({ caller_id: "+13125550199" })).toThrow("one of the mailbox's numbers");
  });
});

describe("a change of a mailbox", () => {
  it("changes what is given, takes away what is null, and leaves the rest", () => {
    const before = made({ header_text: "Clinic", retention_days: 30, members: ["ann@clinic.example"] });
    expect(changed({ header_text: null, notify: { received: "link" } }, before)).toEqual({
      ...made({ retention_days: 30, members: ["ann@clinic.example"] }),
      notify: { received: "link", delivered: false, failed: true },
      updatedAt: noon + 1,
    });
    expect(changed({ mail: { text: "ignore" } }, made({ mail: { senders: ["@x.example"] } }))).toMatchObject({
      senders: ["@x.example"],
      text: "ignore",
    });
  });

  it("that takes the number away which it sends from has it send from the first, unless another was chosen", () => {
    expect(changed({ numbers: [two] }).callerId).toBe(two);
    expect(() => changed({ numbers: [one] }, made({ caller_id: two }))).toThrow(
      "one of the mailbox's numbers",
    );
  });
});

describe("whose a fax and a mail are", () => {
  const desk = mailboxOf({
    id: "mbx_1",
    numbers: [one],
    members: ["ann@clinic.example"],
    senders: ["@clinic.example"],
  });
  const lab = mailboxOf({
    id: "mbx_2",
    numbers: [two],
    members: ["bob@clinic.example"],
    senders: ["scan@clinic.example"],
  });

  it("a fax is the mailbox's that has its number of ours", () => {
    expect(mailboxOfNumber([desk, lab], two)).toBe(lab);
    expect(mailboxOfNumber([desk, lab], "+13125550199")).toBeUndefined();
  });

  it.each([
    ["scan@clinic.example", lab],
    ["bob@clinic.example", lab],
    ["ann@clinic.example", desk],
    ["carol@clinic.example", desk],
    ["carol@elsewhere.example", undefined],
  ])("a mail of %s: a named sender goes before a member, and he before a domain", (address, mailbox) => {
    expect(mailboxOfSender([desk, lab], address)).toBe(mailbox);
  });
});
