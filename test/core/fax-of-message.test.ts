import { describe, expect, it } from "vitest";
import { faxOfMessage, type TextRule } from "../../core/mail/fax-of-message.ts";
import { answerIn, spoken, textOfHtml } from "../../core/mail/message-text.ts";
import type { ReadMessage } from "../../core/mail/read-message.ts";

const pdf = Buffer.from("%PDF-");
const textDocument = Buffer.from("<p>Please call back.</p>");
const message: ReadMessage = {
  documents: [pdf],
  skipped: [],
  to: [],
  subject: "Referral",
  text: "Please call back.",
  textDocument,
};
const to = { address: "13125550148@fax.example.com", number: "+13125550148" };
const faxOf = (more: Partial<ReadMessage> = {}, wishes: object = {}, rule: TextRule = "cover") =>
  faxOfMessage({ ...message, ...more }, { ...to, ...wishes }, rule);

describe("the fax that a message is", () => {
  it("has the message's subject and text on a cover page, then its attachments", () => {
    expect(faxOf()).toEqual({
      body: { to: to.number, cover_page: { subject: "Referral", message: "Please call back." } },
      contents: [pdf],
    });
  });

  it.each<[string, Partial<ReadMessage>, object, TextRule]>([
    ["the settings ignore texts", {}, {}, "ignore"],
    ["there is no text", { text: "" }, {}, "cover"],
    ["the address asks for none", {}, { cover: false }, "cover"],
  ])("has no cover page where %s", (_why, more, wishes, rule) => {
    expect(faxOf(more, wishes, rule)).toEqual({ body: { to: to.number }, contents: [pdf] });
  });

  it("has one all the same where the address asks for it, without a text that is to be ignored", () => {
    expect(faxOf({}, { cover: true }, "ignore").body).toEqual({
      to: to.number,
      cover_page: { subject: "Referral" },
    });
    expect(faxOf({ text: "", subject: "" }, { cover: true }).body.cover_page).toEqual({});
  });

  it("says on its cover for whom it is behind the number", () => {
    expect(faxOf({ text: "" }, { subAddress: "12" }).body.cover_page).toEqual({
      to_name: "T.33 sub-address 12",
      subject: "Referral",
    });
  });

  it("says on its cover whom an alias means, and has none for that alone", () => {
    const name = "Dr. Lee";
    expect(faxOf({}, { name }).body.cover_page).toMatchObject({ to_name: name });
    expect(faxOf({ text: "" }, { name }).body).toEqual({ to: to.number });
    const both = faxOf({}, { name, subAddress: "12" }).body.cover_page;
    expect(both?.to_name).toBe("Dr. Lee, T.33 sub-address 12");
  });

  it("is as fine as the address says", () => {
    expect(faxOf({}, { quality: "very_high", cover: false }).body).toEqual({
      to: to.number,
      quality: "very_high",
    });
  });

  it("of a message that is only text is that text, as it was formatted", () => {
    expect(faxOf({ documents: [] })).toEqual({ body: { to: to.number }, contents: [textDocument] });
    expect(faxOf({ documents: [] }, { cover: true }).body.cover_page).toEqual({ subject: "Referral" });
  });

  it("is none where only the text of a message could be faxed, and not its attachments", () => {
    expect(faxOf({ documents: [], skipped: ["image/heic"] }).contents).toEqual([]);
    expect(faxOf({ documents: [] }, {}, "ignore").contents).toEqual([]);
  });

  it("puts a text that no cover can hold before the attachments, and cuts a subject", () => {
    const fax = faxOf({ text: "x".repeat(4_001), subject: "y".repeat(301) });
    expect(fax).toEqual({ body: { to: to.number }, contents: [textDocument, pdf] });
    expect(faxOf({ text: "x".repeat(4_001) }, { cover: false }).contents).toEqual([pdf]);
    const { cover_page } = faxOf({ subject: "y".repeat(301) }).body;
    expect(cover_page?.subject).toBe(`${"y".repeat(299)}…`);
  });
});

describe("what the writer of a message says", () => {
  it.each([
    ["Please call.\r\n\r\n\r\n\r\nThanks", "Please call.\n\nThanks"],
    ["Please call.\n-- \nAnn Lee\nFront desk", "Please call."],
    ["Sent from my iPhone", ""],
    ["See attached.\n\nGet Outlook for iOS", "See attached."],
    ["  \n ", ""],
    ["Sent from my office: two films.\nPlease call.", "Sent from my office: two films.\nPlease call."],
    [
      "FYI\n-- \nAnn\n\n---------- Forwarded message ---------\nFrom: Bob\n\nFerritin 9",
      "FYI\n--\nAnn\n\n---------- Forwarded message ---------\nFrom: Bob\n\nFerritin 9",
    ],
    ["-- \nAnn\n\nFrom: Bob\nFerritin 9", "--\nAnn\n\nFrom: Bob\nFerritin 9"],
    ["a  \n\tb", "a\n\tb"],
  ])("%j is %j", (text, said) => {
    expect(spoken(text)).toBe(said);
  });

  it("is read out of HTML where there is no other text", () => {
    const html =
      "<style>p{}</style><h1>Hello</h1><p>Dear <b>Dr.</b> Lee</p><ul><li>one<li>two</ul><table><tr><td>a<td>b</table><script>x</script>";
    expect(textOfHtml(html)).toBe("Hello\n\nDear Dr. Lee\n\n- one\n- two\n\na  b");
  });
});

describe("what an answer says, without the mail below it", () => {
  it.each([
    ["Thanks.\n\n> You wrote", "Thanks."],
    ["Thanks.\n\nOn Mon, 30 Nov 2026 at 09:00, Fax <fax@fax.example.com> wrote:\n> A fax", "Thanks."],
    ["Thanks.\n\nOn Mon, 30 Nov 2026 at 09:00, Fax\n<fax@fax.example.com>\nwrote:\n\n> A fax", "Thanks."],
    ["Danke.\n\nAm 30.11.2026 schrieb Fax <fax@fax.example.com>:\n> Ein Fax", "Danke."],
    ["Thanks.\n\nFrom: Fax <fax@fax.example.com>\nSent: Monday\nSubject: Fax", "Thanks."],
    ["Thanks.\n________________________________\nFrom: Fax", "Thanks."],
    ["Thanks.\n-----Original Message-----\nA fax", "Thanks."],
    ["On Monday we are closed: call then.\nAnn", "On Monday we are closed: call then.\nAnn"],
    ["From 9 to 5.", "From 9 to 5."],
    ["", ""],
  ])("%j is %j", (text, answer) => {
    expect(answerIn(text)).toBe(answer);
  });
});
