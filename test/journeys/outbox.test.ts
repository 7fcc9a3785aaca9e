import { createTransport } from "nodemailer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

const shown = async (path: string) => (await fetch(run.facts.outboxUrl + path)).text();

describe("a person looks at the mails that would leave", () => {
  it("a mail's answer is there, in the thread of the mail that it answers", async () => {
    const { smtpHost: host, smtpPort: port } = run.facts;
    const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
    await transport.sendMail({
      from: "desk@example.com",
      to: "13125550194@fax.example.com",
      subject: "Referral of Monday",
      messageId: "<monday@example.com>",
      text: "Please call back.",
      attachments: [{ filename: "referral.pdf", content: randomPdf(), contentType: "application/pdf" }],
    });
    transport.close();
    const path = await run.until(
      "the answer",
      async () => /<a href="([^"]+)"><bdi>Re: Referral of Monday</.exec(await shown("/"))?.[1],
    );
    const page = await shown(path);
    expect(page).toContain("<dt>In-Reply-To</dt><dd><bdi>&lt;monday@example.com&gt;</bdi></dd>");
    expect(page).toContain("<dt>To</dt><dd><bdi>desk@example.com</bdi></dd>");
    expect(page).toContain("Your fax to +13125550194 was accepted");
    expect(await shown(`${path}/source`)).toBe(run.cloud.outbox.list()[0]?.raw.toString());
  });
});
