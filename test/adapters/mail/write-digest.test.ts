import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { writeDigest } from "../../../adapters/mail/write-digest.ts";

describe("the digest as a raw message", () => {
  it("says from whom and to whom it is, and that a program wrote it of its own accord", async () => {
    const text = `ann@clinic.example: 2\n  Grüße\n\n${"long ".repeat(100)}end.\n`;
    const addresses = { from: "fax@fax.example.com", to: "ops@example.com" };
    const message = await PostalMime.parse(
      await writeDigest({ subject: "Fax: 2 refusals", text }, addresses),
    );
    expect(message).toMatchObject({
      from: { name: "Fax", address: "fax@fax.example.com" },
      to: [{ address: "ops@example.com" }],
      subject: "Fax: 2 refusals",
      text,
    });
    const headers = Object.fromEntries(message.headers.map(({ key, value }) => [key, value]));
    expect(headers).toMatchObject({ "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" });
    expect(message.attachments).toEqual([]);
  });
});
