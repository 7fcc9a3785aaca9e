import { describe, expect, it } from "vitest";
import type { Fax, FaxRequest, InboundFax } from "../../core/fax.ts";
import type { OurMail } from "../../core/mail/our-mail.ts";
import type { Mailbox, ReceivedRule } from "../../core/mailbox/mailbox.ts";
import { orderReports } from "../../core/operations/order-reports.ts";
import { reportByMail, type ReportDeps } from "../../core/operations/report-by-mail.ts";
import { mailboxOf } from "../support/mailboxes.ts";
import { document, inboundFax, noon, outboundFax, requestOf, uuid } from "../support/faxes.ts";

const id = uuid("fax");
const thread = { subject: "Papers", messageId: "<m@clinic.example>", references: ["<l@clinic.example>"] };
const byMail = requestOf(id, { origin: { door: "mail", by: "ann@clinic.example" }, thread });
const ended = outboundFax({ id, status: "delivered", document, pageCount: 3 });
const pdf = { name: "fax.pdf", contentType: "application/pdf", bytes: Buffer.from("%PDF-") };
const receipt = { name: "receipt.pdf", contentType: "application/pdf", bytes: Buffer.from("%PDF-") };

function office(fax: Fax | "gone" = ended, request: FaxRequest = byMail, faults: Partial<ReportDeps> = {}) {
  const mails: OurMail[] = [];
  const told: string[] = [];
  const deps: ReportDeps = {
    domain: "fax.example.com",
    readFax: async () => (fax === "gone" ? undefined : { fax, request }),
    timeZone: "UTC",
    listMailboxes: async () => [],
    wasReported: async (_fax, to) => told.includes(to),
    noteReported: async (_fax, to) => told.push(to),
    pages: async () => pdf,
    link: async () => ({ url: "https://fax.example.com/links/x", expiresAt: noon + 7 * 86_400_000 }),
    receipt: async () => receipt,
    send: async (mail) => mails.push(mail),
    ...faults,
  };
  return { mails, report: () => reportByMail(deps, id), told };
}

describe("whoever sent a fax by mail hears by mail how it ended", () => {
  it("in the same thread, with the receipt, and may answer", async () => {
    const { mails, report } = office();
    await report();
    expect(mails).toEqual([
      {
        to: "ann@clinic.example",
        answersTo: `fax+${id}@fax.example.com`,
        subject: "Re: Papers",
        inReplyTo: "<m@clinic.example>",
        references: ["<l@clinic.example>", "<m@clinic.example>"],
        text:
          `Your fax to ${ended.to}:\nIt was delivered, 3 pages.\n\n` +
          "Its receipt, with every call, is attached.\n\nAnswer this mail with RESEND to send it again.\n",
        files: [receipt],
      },
    ]);
  });

  it("once, though the order comes twice", async () => {
    const { mails, report } = office();
    await report();
    await report();
    expect(mails).toHaveLength(1);
  });

  it("again, where the mail could not be sent: it is noted only when it is on its way", async () => {
    const { report, told } = office(ended, byMail, { send: () => Promise.reject(new Error("later")) });
    await expect(report()).rejects.toThrow("later");
    expect(told).toEqual([]);
  });

  it("also where no receipt can be made; of what failed before it had pages nothing can be sent again", async () => {
    const failure = { reason: "document_missing", internalReason: "x", detail: "The upload never came." };
    const { mails, report } = office(outboundFax({ id, status: "failed", failure }), byMail, {
      receipt: async () => undefined,
    });
    await report();
    expect(mails[0]?.text).toBe(`Your fax to ${ended.to}:\nIt was not delivered. The upload never came.\n`);
    expect(mails[0]).not.toHaveProperty("files");
  });

  it.each<[string, Fax | "gone", FaxRequest]>([
    ["is open", outboundFax({ id }), byMail],
    ["is gone", "gone", byMail],
    ["was deleted", { ...ended, deletedAt: 1 }, byMail],
    ["came by the API", ended, requestOf(id)],
    ["was received", inboundFax({ status: "received" }), byMail],
  ])("nobody, where the fax %s", async (_how, fax, request) => {
    const { mails, report, told } = office(fax, request);
    await report();
    expect([mails, told]).toEqual([[], []]);
  });
});

const received = inboundFax({
  id,
  status: "received",
  from: "+14155550166",
  to: "+13125550100",
  createdAt: noon,
  pageCount: 2,
  document,
});
const members = ["ann@clinic.example", "bob@clinic.example"];
const withRule = (rule: ReceivedRule, more: Partial<ReportDeps> = {}): Partial<ReportDeps> => ({
  listMailboxes: async () => [
    mailboxOf({
      members,
      notify: { received: rule, delivered: true, failed: true },
      timeZone: "America/Chicago",
    }),
  ],
  ...more,
});
/** All of a mail that somebody can read. */
const words = (mail: OurMail | undefined) =>
  JSON.stringify({ ...mail, files: mail?.files?.map(({ name }) => name) });

describe("members of a mailbox hear by mail of what came in", () => {
  it("with its pages, each in a mail of his own, to which he may answer", async () => {
    const { mails, report } = office(received, byMail, withRule("pdf"));
    await report();
    expect(mails.map(({ to }) => to)).toEqual(members);
    expect(mails[0]).toEqual({
      to: members[0],
      subject: "Fax from +14155550166, 2 pages",
      answersTo: `fax+${id}@fax.example.com`,
      text:
        "A fax came in to Front desk (+13125550100).\nFrom: +14155550166\nReceived: 2026-10-02 07:00 CDT\n\n" +
        "The pages are attached.\n\nWhat you answer to this mail, and attach to it, is faxed back.\n",
      files: [pdf],
    });
  });

  it.each([
    ["by a link, where that is the rule", withRule("link")],
    ["by a link, where they are too large to be attached", withRule("pdf", { pages: async () => undefined })],
  ])("%s, which says until when it is good", async (_how, rule) => {
    const { mails, report } = office(received, byMail, rule);
    await report();
    expect(mails[0]?.text).toContain(
      "The pages are here until 2026-10-09 07:00 CDT; whoever has the link can read them:\nhttps://fax.example.com/links/x",
    );
    expect(mails[0]).not.toHaveProperty("files");
  });

  it("by a notice without number, page or count of pages, nor a way to answer", async () => {
    const { mails, report } = office(received, byMail, withRule("notice"));
    await report();
    expect(mails).toHaveLength(2);
    for (const mail of mails) {
      expect(words(mail)).not.toMatch(/\+?1?4155550166|3125550100|\bpages?\b|links|fax\+/);
      expect(mail.text).toBe(`A fax came in to Front desk at 2026-10-02 07:00 CDT.\nIts id is ${id}.\n`);
    }
  });

  it("only those who were not told, where the telling broke off", async () => {
    let tries = 0;
    const mails: string[] = [];
    const { report } = office(
      received,
      byMail,
      withRule("pdf", {
        send: async ({ to }) => {
          if (++tries === 2) throw new Error("later");
          return mails.push(to);
        },
      }),
    );
    await expect(report()).rejects.toThrow("later");
    await report();
    expect(mails).toEqual(members);
  });

  it.each<[string, InboundFax, ReceivedRule]>([
    ["where the rule is off", received, "off"],
    ["of one that could not be fetched", { ...received, status: "failed" }, "pdf"],
    ["of one on a number of nobody's", { ...received, to: "+13125550199" }, "pdf"],
  ])("not %s", async (_when, fax, rule) => {
    const { mails, report } = office(fax, byMail, withRule(rule));
    await report();
    expect(mails).toEqual([]);
  });

  it("never at an address of our own mail domain, where the mail would be a fax", async () => {
    const ours = mailboxOf({ members: ["13125550148@fax.example.com", "bob@clinic.example"] });
    const { mails, report } = office(received, byMail, { listMailboxes: async () => [ours] });
    await report();
    expect(mails.map(({ to }) => to)).toEqual(["bob@clinic.example"]);
  });

  it("says that pages may be missing, and offers no answer to a withheld number", async () => {
    const broken: InboundFax = { ...received, from: "", partialContent: true };
    const { mails, report } = office(broken, byMail, withRule("pdf"));
    await report();
    expect(mails[0]?.subject).toBe("Fax from a withheld number, 2 pages");
    expect(mails[0]?.text).toContain("The call broke off: pages may be missing.");
    expect(mails[0]?.text).not.toContain("faxed back");
  });
});

describe("members hear of what was sent from their mailbox", () => {
  const sent = { ...ended, from: "+13125550100" };

  it("each once, the sender in his own exchange", async () => {
    const { mails, report } = office(sent, byMail, withRule("pdf"));
    await report();
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      ["ann@clinic.example", "Re: Papers"],
      ["bob@clinic.example", `Fax to ${sent.to}: delivered`],
    ]);
  });

  it("in a discreet mailbox by a notice without number or page; who mailed the pages himself gets his receipt", async () => {
    const { mails, report } = office(sent, byMail, withRule("notice"));
    await report();
    expect(mails[0]?.files).toEqual([receipt]);
    expect(words(mails[1])).not.toMatch(/\d{7}(?!-)|receipt|pages?\b/);
    expect(mails[1]?.text).toBe(`A fax of Front desk was delivered.\nIts id is ${id}.\n`);
  });
});

describe("the relay orders reports", () => {
  const ordered = async (before: Fax, after: Fax, mailboxes = [mailboxOf({ members })]) => {
    const orders: object[] = [];
    const deps = {
      listMailboxes: async () => mailboxes,
      order: async (some: object[]) => orders.push(...some),
    };
    await orderReports(deps, [{ item: "fax", before, after }]);
    return orders;
  };
  const sending = outboundFax({ id, status: "sending", from: "+13125550100" });

  it.each<[string, Fax, Fax]>([
    ["of what came in", { ...received, status: "fetching" }, received],
    ["of what was sent from a mailbox", sending, { ...sending, status: "failed" }],
    [
      "of what came by mail, whosever number",
      { ...sending, from: "+13125550199", hearers: ["mail"] },
      { ...sending, from: "+13125550199", hearers: ["mail"], status: "canceled" },
    ],
  ])("%s, once it has ended, and not again", async (_what, before, after) => {
    expect(await ordered(before, after)).toEqual([{ reportOn: id }]);
    expect(await ordered(after, { ...after, revision: 9 })).toEqual([]);
  });

  it.each<[string, Fax, Fax, Mailbox[]]>([
    ["is open", sending, { ...sending, status: "queued" }, [mailboxOf({ members })]],
    ["nobody is to hear of", sending, { ...sending, status: "delivered" }, []],
    [
      "the mailbox does not want to hear of",
      sending,
      { ...sending, status: "delivered" },
      [mailboxOf({ members, notify: { received: "pdf", delivered: false, failed: true } })],
    ],
    [
      "is one of a broadcast",
      { ...sending, broadcastId: "brd_0123456789abcdef" },
      { ...sending, broadcastId: "brd_0123456789abcdef", status: "failed" },
      [mailboxOf({ members })],
    ],
    [
      "is of a mailbox without members",
      sending,
      { ...sending, status: "failed" },
      [mailboxOf({ members: [] })],
    ],
  ])("none of a fax that %s", async (_what, before, after, mailboxes) => {
    expect(await ordered(before, after, mailboxes)).toEqual([]);
  });
});
