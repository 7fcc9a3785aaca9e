import { describe, expect, it } from "vitest";
import type { Addressee } from "../../core/contact.ts";
import { dailyLimitReached, invalid } from "../../core/errors.ts";
import { faxFromDrop, type DropDeps } from "../../core/operations/fax-from-drop.ts";
import { faxFromMail, type MailDeps } from "../../core/operations/fax-from-mail.ts";
import type { OurMail } from "../../core/mail/our-mail.ts";
import type { ReadMessage } from "../../core/mail/read-message.ts";
import type { SendOrder } from "../../core/operations/send-fax.ts";
import { readMailReceipt } from "../../core/mail/receipt.ts";
import type { ObjectCreated } from "../../core/messages.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { Fax } from "../../core/fax.ts";
import type { Mailbox } from "../../core/mailbox/mailbox.ts";
import { inboundFax, noon, uuid } from "../support/faxes.ts";
import { mailboxOf } from "../support/mailboxes.ts";
import { mailNotification } from "../support/mail.ts";

const pages = [Buffer.from("%PDF-one"), Buffer.from("%PDF-two")];
const letter: ReadMessage = { documents: pages, skipped: [], to: [], subject: "", text: "" };

/** What was sent, by fax id, and what was refused, by refusal id: the same one twice is one. */
function desk() {
  const sent = new Map<string, SendOrder>();
  const refusals = new Map<string, Refusal>();
  const faults: ((order: SendOrder) => unknown)[] = [];
  return {
    sent,
    refusals,
    faults,
    reasons: () => [...refusals.values()].map(({ reason }) => reason),
    numbers: () => [...sent.values()].map(({ body }) => body.to),
    sendFax: async (order: SendOrder) => {
      for (const fault of faults) fault(order);
      return sent.set(order.faxId, order);
    },
    recordRefusal: async (refusal: Refusal) => void refusals.set(refusal.id, refusal),
  };
}

const contacts: Record<string, Addressee> = {
  "dr-lee": { name: "Dr. Lee", number: "+13125550148" },
  "front-desk": { name: "Front desk", number: "+13125550148" },
};

function mailDesk(
  message: Awaited<ReturnType<MailDeps["readMessage"]>> = letter,
  { mailboxes = [], faxes = [] }: { mailboxes?: Mailbox[]; faxes?: Fax[] } = {},
) {
  const office = desk();
  const replies: OurMail[] = [];
  const deps: MailDeps = {
    rules: { domain: "fax.example.com", allowedSenders: ["@clinic.example"], country: "US", text: "cover" },
    now: () => noon,
    listMailboxes: async () => mailboxes,
    findFax: async (id) => faxes.find((fax) => fax.id === id),
    readMessage: async () => message,
    findAlias: async (alias) => contacts[alias],
    sendFax: office.sendFax,
    recordRefusal: office.recordRefusal,
    command: async ({ faxId, text, sender }) => ({ faxId, text: `done: ${faxId} ${text} ${sender}` }),
    reply: async (reply) => replies.push(reply),
  };
  const receive = async (facts: Parameters<typeof mailNotification>[0] = {}) => {
    const receipt = readMailReceipt(mailNotification(facts));
    if (!receipt) throw new Error("no receipt");
    await faxFromMail(deps, receipt);
  };
  return { ...office, replies, receive };
}

const two = ["13125550148@fax.example.com", "13125550149@fax.example.com"];

describe("a mail becomes faxes", () => {
  it("one per number of the envelope, Bcc too, each with all PDF attachments in order", async () => {
    const office = mailDesk();
    await office.receive({ recipients: two });
    expect(office.numbers()).toEqual(["+13125550148", "+13125550149"]);
    for (const order of office.sent.values()) {
      expect(order.contents).toEqual(pages);
      expect(order.origin).toEqual({ door: "mail", by: "ann@clinic.example" });
    }
    expect(office.refusals.size).toBe(0);
    expect(office.replies.map(({ text }) => text)).toEqual([
      expect.stringMatching(/\+13125550148 was accepted: 2 documents[\s\S]*\+13125550149 was accepted/),
    ]);
  });

  it("and none of a program's answer to our mail, which asks for nothing, whatever it begins with", async () => {
    const office = mailDesk({ ...letter, text: "Status: I am away" });
    const headers = [{ name: "Auto-Submitted", value: "auto-replied" }];
    await office.receive({ recipients: [`fax+${uuid("asked")}@fax.example.com`], headers });
    expect([office.sent.size, office.refusals.size, office.replies.length]).toEqual([0, 0, 0]);
  });

  it("but none of an answer to our own mail: what it asks of the fax is done, and told", async () => {
    const id = uuid("asked");
    const office = mailDesk({ ...letter, text: "STOP" });
    await office.receive({ recipients: [`fax+${id}@fax.example.com`, "13125550148@fax.example.com"] });
    expect([office.sent.size, office.refusals.size]).toEqual([0, 0]);
    expect(office.replies).toMatchObject([
      {
        text: expect.stringMatching(
          new RegExp(`^done: ${id} STOP ann@clinic.example\\n\\nNo fax was made for 13125550148@`),
        ) as string,
        answersTo: `fax+${id}@fax.example.com`,
      },
    ]);
  });

  it("as the mailbox of its sender, who need be named nowhere else, by its rules", async () => {
    const desk = mailboxOf({ members: ["dr@lab.example"], country: "DE", text: "ignore" });
    const office = mailDesk({ ...letter, text: "Hello" }, { mailboxes: [desk] });
    const lab = { from: ["dr@lab.example"], source: "dr@lab.example" };
    await office.receive({ ...lab, recipients: ["030123456@fax.example.com"] });
    expect([...office.sent.values()]).toMatchObject([{ body: { to: "+4930123456" }, mailboxId: desk.id }]);
    expect([...office.sent.values()][0]?.body).not.toHaveProperty("cover_page");
    await office.receive({ from: ["eve@lab.example"], source: "eve@lab.example" });
    expect(office.reasons()).toEqual(["sender_not_allowed"]);
  });

  describe("back to whom a fax came from, of an answer to the mail about it", () => {
    const inbound = inboundFax({ id: uuid("came in"), from: "+14155550166", to: "+13125550100" });
    const desk = mailboxOf({ numbers: [inbound.to], members: ["ann@clinic.example"] });
    const to = { recipients: [`fax+${inbound.id}@fax.example.com`] };
    const answer: ReadMessage = {
      ...letter,
      text: "Thank you.\n\nOn Monday, Fax <fax@fax.example.com> wrote:\n> A fax came in from +14155550166",
      textDocument: Buffer.from("<p>Thank you.</p><blockquote>A fax came in</blockquote>"),
    };

    it("from the number that it came in on, without what is quoted", async () => {
      const office = mailDesk(answer, { mailboxes: [desk], faxes: [inbound] });
      await office.receive(to);
      expect([...office.sent.values()]).toMatchObject([
        {
          body: { to: inbound.from, from: inbound.to, cover_page: { message: "Thank you." } },
          mailboxId: desk.id,
          contents: pages,
        },
      ]);
      expect(office.replies[0]?.text).toContain(`Your fax to ${inbound.from} was accepted`);
    });

    it("as the text alone, where nothing is attached", async () => {
      const office = mailDesk({ ...answer, documents: [] }, { mailboxes: [desk], faxes: [inbound] });
      await office.receive(to);
      const [sent] = [...office.sent.values()];
      expect(sent?.contents.map((bytes) => Buffer.from(bytes).toString())).toEqual(["Thank you."]);
    });

    it.each([
      ["whom the mailbox does not know", { mailboxes: [{ ...desk, members: [] }], faxes: [inbound] }],
      ["where no mailbox has the number", { mailboxes: [], faxes: [inbound] }],
    ])("not for somebody %s: he is told of no such fax", async (_who, stored) => {
      const office = mailDesk(answer, stored);
      await office.receive(to);
      expect(office.sent.size).toBe(0);
      expect(office.replies[0]?.text).toBe("There is no such fax of yours.\n");
    });

    it("not to a number that was withheld, nor of what a program answers", async () => {
      const office = mailDesk(answer, { mailboxes: [desk], faxes: [{ ...inbound, from: "" }] });
      await office.receive(to);
      await office.receive({ ...to, headers: [{ name: "Auto-Submitted", value: "auto-replied" }] });
      expect(office.sent.size).toBe(0);
      expect(office.replies.map(({ text }) => text)).toEqual([
        expect.stringContaining("withheld the number") as string,
      ]);
    });
  });

  it("never to the people its own headers name", async () => {
    const office = mailDesk({ ...letter, to: ["19995550100@fax.example.com"] });
    await office.receive({ recipients: [two[0] ?? ""] });
    expect(office.numbers()).toEqual(["+13125550148"]);
  });

  it("once, however often SES tells of it", async () => {
    const office = mailDesk();
    await office.receive({ recipients: two });
    await office.receive({ recipients: two });
    expect(office.sent.size).toBe(2);
  });

  it("from a sender not allowed: none, and a record", async () => {
    const office = mailDesk();
    await office.receive({ from: ["eve@elsewhere.example"], source: "eve@elsewhere.example" });
    expect(office.sent.size).toBe(0);
    expect(office.replies).toEqual([]);
    expect([...office.refusals.values()]).toMatchObject([
      {
        door: "mail",
        from: "eve@elsewhere.example",
        to: ["13125550148@fax.example.com"],
        reason: "sender_not_allowed",
      },
    ]);
  });

  it.each([
    ["missing", "message_unreadable"],
    ["unreadable", "message_unreadable"],
    ["too_large", "document_too_large"],
    [{ ...letter, documents: [] }, "document_missing"],
  ] as [Awaited<ReturnType<MailDeps["readMessage"]>>, string][])(
    "whose stored message is %j: none, and a record",
    async (message, reason) => {
      const office = mailDesk(message);
      await office.receive();
      expect(office.sent.size).toBe(0);
      expect(office.reasons()).toEqual([reason]);
      const [reply] = office.replies;
      expect(reply?.to).toBe("ann@clinic.example");
      expect(reply?.text).toContain("No fax was made for 13125550148@fax.example.com.");
    },
  );

  it("with a recipient that is no number: the others are sent, that one is explained", async () => {
    const office = mailDesk();
    await office.receive({ recipients: ["ann@fax.example.com", ...two] });
    expect(office.sent.size).toBe(2);
    expect(office.reasons()).toEqual(["recipient_not_understood"]);
  });

  it("addressed to an alias, to its contact's number, whose name stands on the cover page", async () => {
    const office = mailDesk({ ...letter, text: "Please call." });
    await office.receive({ recipients: ["Dr-Lee@fax.example.com"] });
    expect([...office.sent.values()].map(({ body }) => body)).toEqual([
      { to: "+13125550148", cover_page: { to_name: "Dr. Lee", message: "Please call." } },
    ]);
    expect(office.replies[0]?.text).toContain("Your fax to +13125550148 was accepted");
  });

  it("once for addresses that mean the same number, as the first of them says", async () => {
    const office = mailDesk({ ...letter, text: "Please call." });
    const recipients = ["dr-lee.nocover", "front-desk", "13125550148", "dr-lee.fine"];
    await office.receive({ recipients: recipients.map((one) => `${one}@fax.example.com`) });
    expect([...office.sent.values()].map(({ body }) => body)).toEqual([{ to: "+13125550148" }]);
    expect(office.refusals.size).toBe(0);
  });

  it("with an alias that no contact has: the others are sent, that one is explained and answered", async () => {
    const office = mailDesk();
    await office.receive({ recipients: ["dr-who.fine@fax.example.com", "dr-lee@fax.example.com"] });
    expect(office.numbers()).toEqual(["+13125550148"]);
    const [refusal] = office.refusals.values();
    expect(refusal).toMatchObject({
      reason: "recipient_not_understood",
      to: ["dr-who.fine@fax.example.com"],
      detail: expect.stringMatching(/^No contact has the alias 'dr-who'; /) as string,
    });
    expect(office.replies[0]?.text).toContain(refusal?.detail);
  });

  it("with an attachment that is no PDF: the PDFs go, what was left out is explained", async () => {
    const office = mailDesk({ ...letter, skipped: ["text/calendar"] });
    await office.receive();
    expect(office.sent.size).toBe(1);
    expect(office.reasons()).toEqual(["attachment_skipped"]);
  });

  it.each([
    [invalid("country_not_allowed", "x", "Not there."), "country_not_allowed"],
    [dailyLimitReached(1, 60), "daily_limit_reached"],
  ])("what the order itself forbids becomes a record", async (problem, reason) => {
    const office = mailDesk();
    office.faults.push(() => {
      throw problem;
    });
    await office.receive();
    expect(office.reasons()).toEqual([reason]);
  });

  it("what is our own fault is thrown, so that the queue brings it back", async () => {
    const office = mailDesk();
    office.faults.push(() => {
      throw new Error("DynamoDB is not there");
    });
    await expect(office.receive()).rejects.toThrow("DynamoDB is not there");
    expect(office.refusals.size).toBe(0);
  });
});

function dropDesk(message: Awaited<ReturnType<DropDeps["readMessage"]>> = letter) {
  const office = desk();
  const objects = new Map<string, { bytes: Uint8Array } | "changed" | "too_large">();
  const deps: DropDeps = {
    country: "US",
    text: "cover",
    now: () => noon,
    readObject: async (key) => objects.get(key) ?? "missing",
    readMessage: async () => message,
    sendFax: office.sendFax,
    recordRefusal: office.recordRefusal,
  };
  const put = (
    key: string,
    more: Partial<ObjectCreated> = {},
    content = { bytes: pages[0] ?? Buffer.alloc(0) },
  ) => {
    if (!objects.has(key)) objects.set(key, content);
    return faxFromDrop(deps, {
      bucket: "b",
      key,
      eTag: "e",
      sizeBytes: 9,
      sequencer: "01",
      createdAt: noon,
      ...more,
    });
  };
  return { ...office, objects, put };
}

describe("the hot folder", () => {
  it.each(["drop/+13125550148/letter.pdf", "drop/13125550148/a/b.pdf", "drop/(312) 555-0148/x"])(
    "%s becomes a fax to the number",
    async (key) => {
      const office = dropDesk();
      await office.put(key);
      expect(office.numbers()).toEqual(["+13125550148"]);
      expect([...office.sent.values()][0]).toMatchObject({
        contents: [pages[0]],
        origin: { door: "drop", by: key },
      });
    },
  );

  it("the same event twice is one fax, the key written anew another", async () => {
    const office = dropDesk();
    await office.put("drop/+13125550148/a.pdf");
    await office.put("drop/+13125550148/a.pdf");
    expect(office.sent.size).toBe(1);
    await office.put("drop/+13125550148/a.pdf", { sequencer: "02" });
    expect(office.sent.size).toBe(2);
  });

  it.each(["drop/a.pdf", "drop/nobody/a.pdf", "drop//a.pdf", `drop/${"1".repeat(50)}/a.pdf`])(
    "%s is explained",
    async (key) => {
      const office = dropDesk();
      await office.put(key);
      expect(office.sent.size).toBe(0);
      expect(office.reasons()).toEqual(["recipient_not_understood"]);
    },
  );

  it("a folder made in the console is nothing", async () => {
    const office = dropDesk();
    await office.put("drop/+13125550148/");
    expect([office.sent.size, office.refusals.size]).toEqual([0, 0]);
  });

  it("an object that is gone or overwritten is left to its newer event", async () => {
    const office = dropDesk();
    office.objects.set("drop/+13125550148/a.pdf", "changed");
    await office.put("drop/+13125550148/a.pdf");
    expect([office.sent.size, office.refusals.size]).toEqual([0, 0]);
  });

  it("a document beyond the limit is explained", async () => {
    const office = dropDesk();
    office.objects.set("drop/+13125550148/a.pdf", "too_large");
    await office.put("drop/+13125550148/a.pdf");
    expect(office.reasons()).toEqual(["document_too_large"]);
  });

  it("a message is faxed to every number in its To, of any domain", async () => {
    const office = dropDesk({
      ...letter,
      to: ["13125550148@any.example", "+13125550149@other.example", "ann@x.example"],
    });
    await office.put("drop/letter.eml");
    expect(office.numbers()).toEqual(["+13125550148", "+13125550149"]);
    expect(office.reasons()).toEqual(["recipient_not_understood"]);
  });

  it.each([
    ["too_large", "document_too_large"],
    ["unreadable", "message_unreadable"],
    [{ ...letter, to: [] }, "recipient_not_understood"],
  ] as [Awaited<ReturnType<DropDeps["readMessage"]>>, string][])(
    "a message that is %j is explained",
    async (message, reason) => {
      const office = dropDesk(message);
      await office.put("drop/letter.EML");
      expect(office.reasons()).toEqual([reason]);
    },
  );
});
