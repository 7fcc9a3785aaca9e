import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { writeMail } from "../../../adapters/mail/write-mail.ts";
import type { OurMail } from "../../../core/mail/our-mail.ts";

const text = `ann@clinic.example: 2\n  Grüße\n\n${"long ".repeat(100)}end.\n`;
const mail: OurMail = { to: "ops@example.com", subject: "Fax: 2 refusals", text };
const written = async (more: Partial<OurMail> = {}) => {
  const raw = await writeMail({ ...mail, ...more }, "fax@fax.example.com");
  expect(raw.toString("latin1")).not.toMatch(/[^\r]\n|\r[^\n]/);
  const message = await PostalMime.parse(raw);
  const headers = Object.fromEntries(message.headers.map(({ key, value }) => [key, value]));
  return { message, headers };
};

describe("a mail of ours as a raw message", () => {
  it("says from whom and to whom it is, and that a program wrote it of its own accord", async () => {
    const { message, headers } = await written();
    expect(message).toMatchObject({
      from: { name: "Fax", address: "fax@fax.example.com" },
      to: [{ address: "ops@example.com" }],
      subject: "Fax: 2 refusals",
      text,
      attachments: [],
    });
    expect(headers).toMatchObject({ "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" });
    expect(headers).not.toHaveProperty("reply-to");
  });

  it("answers in its exchange, names where answers to it go, and carries its files byte for byte", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, n) => n % 256);
    const { message, headers } = await written({
      inReplyTo: "<b@x.example>",
      references: ["<a@x.example>", "<b@x.example>"],
      answersTo: "fax+1@fax.example.com",
      files: [{ name: "receipt-1.pdf", contentType: "application/pdf", bytes: bytes.subarray(1, 500) }],
    });
    expect(message).toMatchObject({
      inReplyTo: "<b@x.example>",
      references: "<a@x.example> <b@x.example>",
      replyTo: [{ address: "fax+1@fax.example.com" }],
      attachments: [{ filename: "receipt-1.pdf", mimeType: "application/pdf" }],
    });
    expect(new Uint8Array(message.attachments[0]?.content as ArrayBuffer)).toEqual(bytes.slice(1, 500));
    expect(headers).toMatchObject({ "auto-submitted": "auto-replied" });
  });
});
