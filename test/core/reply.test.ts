import { describe, expect, it } from "vitest";
import { readMailReceipt } from "../../core/mail/receipt.ts";
import { replyTo, type Outcomes } from "../../core/mail/reply.ts";
import type { FaxEstimate } from "../../core/rates.ts";
import { mailNotification } from "../support/mail.ts";

const only = {
  kind: "accepted" as const,
  number: "+13125550148",
  faxId: "f1",
  documents: 2,
  hasCover: true,
};
const accepted: Outcomes = {
  recipients: [
    only,
    { kind: "accepted", number: "+13125550149", faxId: "f2", documents: 1, hasCover: false },
    { kind: "refused", address: "ann@fax.example.com", detail: "It is no number." },
  ],
  leftOut: "Attachments that cannot be faxed were left out: text/calendar.",
};

function answer(facts: Parameters<typeof mailNotification>[0] = {}, outcomes = accepted) {
  const receipt = readMailReceipt(mailNotification(facts));
  if (!receipt) throw new Error("no receipt");
  return replyTo(receipt, outcomes, "fax.example.com");
}
const header = (name: string, value: string) => ({ headers: [{ name, value }] });

describe("the answer to a mail", () => {
  it("goes to the sender, in the same thread, and says what was understood and what was not", () => {
    const headers = [{ name: "References", value: "<a@x.example> <b@x.example>" }];
    expect(answer({ subject: "Referral", headers })).toEqual({
      to: "ann@clinic.example",
      subject: "Re: Referral",
      inReplyTo: "<m1@clinic.example>",
      references: ["<a@x.example>", "<b@x.example>", "<m1@clinic.example>"],
      text:
        "Your fax to +13125550148 was accepted: 2 documents, after a cover page.\nIts id is f1.\n\n" +
        "Your fax to +13125550149 was accepted: one document, without a cover page.\nIts id is f2.\n\n" +
        "No fax was made for ann@fax.example.com.\nIt is no number.\n\n" +
        "Attachments that cannot be faxed were left out: text/calendar.\n",
    });
  });

  it("says how many pages it is likely to be, and what it is likely to cost", () => {
    const faxes = (estimate: FaxEstimate) =>
      (answer({}, { recipients: [{ ...only, estimate }] })?.text ?? "").split("\n").slice(0, 2);
    const price = { amount: "0.1234", currency: "USD" };
    expect(faxes({ pages: 3, price })).toEqual([
      "Your fax to +13125550148 was accepted: 2 documents, after a cover page, 3 pages in all.",
      "It is likely to cost 0.1234 USD.",
    ]);
    expect(faxes({ pages: 1 })[1]).toBe("Its id is f1.");
  });

  it("about one fax goes on to that fax, and says what may be answered", () => {
    const [, , refused] = accepted.recipients;
    const reply = answer({}, { recipients: [only, ...(refused ? [refused] : [])] });
    expect(reply?.answersTo).toBe("fax+f1@fax.example.com");
    expect(reply?.text).toMatch(/STOP .* STATUS /);
    expect(answer()).not.toHaveProperty("answersTo");
  });

  it.each([
    ["Re: Referral", "Re: Referral"],
    ["", "Re: your fax"],
  ])("to a mail about %j is about %j", (subject, about) => {
    expect(answer({ subject })?.subject).toBe(about);
  });

  it("to a message without a Message-ID names none", () => {
    expect(answer({ messageId: undefined })).not.toHaveProperty("inReplyTo");
  });

  it.each([
    ["an answer while somebody is away", header("Auto-Submitted", "auto-replied")],
    ["a program's message", header("auto-submitted", "auto-generated; type=x")],
    ["a list", header("List-Id", "<all.clinic.example>")],
    ["bulk mail", header("Precedence", "bulk")],
    ["a newsletter", header("List-Unsubscribe", "<https://x.example>")],
    ["a bounce", { source: "" }],
    ["a bounce's author", { from: ["MAILER-DAEMON@clinic.example"] }],
    ["nobody's address", { from: ["no-reply@clinic.example"] }],
    ["an address of our own", { from: ["13125550148@fax.example.com"] }],
  ])("is none to %s, so that programs never answer each other", (_what, facts) => {
    expect(answer(facts)).toBeUndefined();
  });

  it("is due to one who says that no program wrote it", () => {
    expect(answer(header("Auto-Submitted", "no"))).toBeDefined();
  });
});
