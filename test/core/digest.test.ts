import { describe, expect, it } from "vitest";
import { digestDay, digestWindow, isDigestDue } from "../../core/digest/digest-day.ts";
import { digestOf } from "../../core/digest/digest-of-refusals.ts";
import { shownSender } from "../../core/digest/refusal-groups.ts";
import { refusalsKeptMs, type Refusal, type RefusalReason } from "../../core/refusal.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const at = (iso: string) => Date.parse(iso);
/** The moments of a day's sweeps, the first a little after midnight UTC. */
const sweepsOf = (date: string) =>
  Array.from({ length: 288 }, (_, n) => at(`${date}T00:00:07Z`) + n * 5 * minute);

describe("when the digest is looked after", () => {
  it.each([
    ["in summer", "2026-10-24T05:00:07Z", "2026-10-24"],
    ["on the day of 25 hours", "2026-10-25T06:00:07Z", "2026-10-25"],
    ["in winter", "2026-10-26T06:00:07Z", "2026-10-26"],
    ["on the day of 23 hours", "2027-03-28T05:00:07Z", "2027-03-28"],
  ])("from seven by the clock on the wall in Berlin: %s", (_, first, date) => {
    const looks = [-5, 0, 5, 10].map((minutes) => digestDay(at(first) + minutes * minute, "Europe/Berlin"));
    expect(looks).toEqual([undefined, date, date, undefined]);
  });

  it("by the day of the zone, not of UTC", () => {
    expect(digestDay(at("2026-11-24T21:00:07Z"), "Asia/Tokyo")).toBeUndefined();
    expect(digestDay(at("2026-11-24T22:00:07Z"), "Asia/Tokyo")).toBe("2026-11-25");
    expect(digestDay(at("2026-11-25T03:00:07Z"), "America/New_York")).toBe("2026-11-24");
  });

  it("by two sweeps of every hour until midnight: what fails at seven is caught up, and 254 sweeps ask for nothing", () => {
    const looks = sweepsOf("2026-11-24").filter((now) => digestDay(now, "UTC") !== undefined);
    expect(looks).toHaveLength(34);
    expect(new Date(looks.at(-1) ?? 0).toISOString()).toContain("T23:05");
  });

  it("once a day, and never for a day that has passed, wherever the zone is set to", () => {
    expect(isDigestDue({}, "2026-11-24")).toBe(true);
    expect(isDigestDue({ day: "2026-11-23", until: 1 }, "2026-11-24")).toBe(true);
    expect(isDigestDue({ day: "2026-11-24", until: 1 }, "2026-11-24")).toBe(false);
    expect(isDigestDue({ day: "2026-12-01", until: 1 }, "2026-11-30")).toBe(false);
  });
});

describe("what a digest tells of", () => {
  const now = at("2026-12-01T07:00:07Z");

  it("begins where the last one ended, however many days ago, and leaves out what may still be recorded late", () => {
    const until = at("2026-11-28T05:00:07Z");
    expect(digestWindow({ day: "2026-11-28", until }, now)).toEqual({
      since: until,
      until: now - 2 * hour,
    });
  });

  it("is a day at first, and never more than is kept", () => {
    const settled = now - 2 * hour;
    expect(digestWindow({}, now)).toEqual({ since: settled - day, until: settled });
    expect(digestWindow({ until: 0 }, now).since).toBe(now - refusalsKeptMs);
  });

  it("never goes back, whatever the clock does", () => {
    expect(digestWindow({ until: now }, now)).toEqual({ since: now, until: now });
  });
});

const until = at("2026-12-01T05:00:00Z");
let made = 0;
const refusal = (from: string, reason: RefusalReason, more: Partial<Refusal> = {}): Refusal => ({
  id: String(++made),
  door: "mail",
  at: until - hour,
  from,
  to: ["13125550148@fax.example.com"],
  reason,
  detail: "Call +13125550199 about Jane's results",
  ...more,
});
const facts = {
  since: until - day,
  until,
  isCut: false,
  timeZone: "America/New_York",
  mailDomain: "fax.example.com",
};
const textOf = (refusals: Refusal[], more: Partial<typeof facts> = {}) =>
  digestOf(refusals, { ...facts, ...more }).text;

describe("the digest", () => {
  it("tells by sender how many, why the last one, and what to do", () => {
    const stranger = refusal("ann@clinic.example", "sender_not_allowed");
    const later = { at: until - minute };
    expect(
      digestOf([stranger, { ...stranger, ...later }, refusal("desk@example.com", "document_missing")], facts),
    ).toEqual({
      subject: "Fax: 3 refusals",
      text: [
        "3 refusals from 2026-11-30 00:00 EST to 2026-12-01 00:00 EST: what came by mail or hot folder and became no fax, or not all of it. Unknown and unproven senders got no answer.",
        "desk@example.com: 1, the latest at 2026-11-30 23:00 EST\n  Nothing in it can be faxed.\n  Have it sent again with a PDF, a picture, text or an office document.",
        'ann@clinic.example: 2, the latest at 2026-11-30 23:59 EST\n  The sender is neither in mail.allowedSenders nor of a mailbox.\n  If it may fax, add "ann@clinic.example" to mail.allowedSenders in the settings and deploy, or to a mailbox.',
        "The full record, with recipients: npm run fax -- refusals, or GET /v2/refusals.\n",
      ].join("\n\n"),
    });
  });

  it("gives the reason of the latest, in whatever order they are read", () => {
    const early = refusal("desk@example.com", "document_too_large", { at: until - 2 * hour });
    const late = refusal("Desk@example.com", "country_not_allowed");
    for (const refusals of [
      [early, late],
      [late, early],
    ]) {
      expect(textOf(refusals)).toContain("desk@example.com: 2");
      expect(textOf(refusals)).toMatch(/country that is not allowed[^]*allowedCountries/);
      expect(textOf(refusals)).not.toContain("too large");
    }
  });

  it("has the hot folder as one sender, whose documents it does not name", () => {
    const drop = { door: "drop" as const };
    const text = textOf([
      refusal("drop/+13125550148/Jane Doe.pdf", "document_too_large", { ...drop, at: until - 2 * hour }),
      refusal("drop/nobody.pdf", "recipient_not_understood", drop),
    ]);
    expect(text).toMatch(/The hot folder: 2, .*\n.*\n {2}Put documents under drop\/<fax number>\//);
    expect(text).not.toMatch(/Jane|nobody/);
  });

  it("says to which address a mail goes", () => {
    expect(textOf([refusal("desk@example.com", "recipient_not_understood")])).toContain(
      "<fax number>@fax.example.com",
    );
  });

  it("names fifty senders, those who may fax first, then the most refused, and counts the rest", () => {
    const flood = Array.from({ length: 60 }, (_, n) =>
      Array.from({ length: 2 + (n % 2) }, () => refusal(`s${n}@spam.test`, "sender_not_allowed")),
    ).flat();
    const text = textOf([...flood, refusal("desk@example.com", "document_missing")]);
    const names = text.match(/^\S+(?=: \d+, the latest)/gm) ?? [];
    expect(names).toHaveLength(50);
    expect(names[0]).toBe("desk@example.com");
    expect(names.slice(1, 31).every((name) => /^s\d*[13579]@/.test(name))).toBe(true);
    expect(text).toContain("\n\nand 11 more senders\n\n");
  });

  it("says so where there were more than it read", () => {
    const cut = { ...facts, isCut: true };
    const many = Array.from({ length: 3 }, () => refusal("a@x.test", "spam_or_virus"));
    expect(digestOf(many, cut).subject).toBe("Fax: 3 or more refusals");
    expect(digestOf(many.slice(2), facts).subject).toBe("Fax: 1 refusal");
  });

  const reasons: Record<RefusalReason, true> = {
    sender_not_allowed: true,
    sender_not_verified: true,
    spam_or_virus: true,
    recipient_not_understood: true,
    country_not_allowed: true,
    number_not_allowed: true,
    daily_limit_reached: true,
    document_missing: true,
    document_too_large: true,
    attachment_skipped: true,
    message_unreadable: true,
  };
  it.each(Object.keys(reasons) as RefusalReason[])(
    "%s: holds sentences of ours, nothing of the message, no recipient and no whole fax number",
    (reason) => {
      const text = textOf([refusal("13125550177@gateway.test", reason)]);
      const [, why = "", mend = ""] = /latest at .*\n {2}(.*\.)\n {2}(.*\.)\n/.exec(text) ?? [];
      expect(why.length).toBeGreaterThan(10);
      expect(mend.length).toBeGreaterThan(20);
      expect(text).toContain("*********77@gateway.test");
      expect(text).not.toMatch(/Jane|\d{7}|5550148/);
    },
  );
});

describe("a stranger's address in the operator's mail", () => {
  it.each([
    ["ann@clinic.example", "ann@clinic.example"],
    ["fax=13125550148@gw.test", "fax=*********48@gw.test"],
    ["1-312-555-0148@gw.test", "*-***-***-**48@gw.test"],
    ["room12.2026@gw.test", "room12.2026@gw.test"],
    ['"pay at https://evil.test/x"@a.test', "?pay?at?https???evil.test?x?@a.test"],
    ["a\r\nBcc: b@c.test", "a??Bcc??b@c.test"],
    [`${"a".repeat(90)}@b.test`, "a".repeat(80)],
  ])("%j is shown as %j", (address, shown) => {
    expect(shownSender(address)).toBe(shown);
  });

  it("that cannot be shown as it is, is no entry to copy", () => {
    for (const address of ["13125550148@gw.test", "a b@c.test", "", `${"a".repeat(90)}@b.test`]) {
      const text = textOf([refusal(address, "sender_not_allowed")]);
      expect(text).toContain("add its address, as the full record has it, to mail.allowedSenders");
      expect(text).not.toMatch(/add "/);
    }
    expect(textOf([refusal("", "sender_not_allowed")])).toContain("A mail without a sender: 1");
  });
});
