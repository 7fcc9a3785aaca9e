import { createTransport } from "nodemailer";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";
import { passToNextDigest } from "./support/next-digest.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

const number = "+13125550163";
const mailFrom = async (from: string) => {
  const { smtpHost: host, smtpPort: port } = run.facts;
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  await transport.sendMail({
    from,
    to: `${number}@fax.example.com`,
    subject: "Jane's results",
    text: "Please fax this.",
    attachments: [{ filename: "jane.pdf", content: randomPdf(), contentType: "application/pdf" }],
  });
  transport.close();
};
const refused = (count: number) =>
  run.until(`${count} refusals`, async () => {
    const { data } = (await run.call("/v2/refusals")).body;
    return data.length === count ? true : undefined;
  });
/** Some sweeps go by, and what they set going comes to rest. */
const sweeps = async () => {
  for (const _ of [1, 2, 3]) {
    await run.control("/clock", { advance_seconds: 301 });
    await run.cloud.idle();
  }
};

describe("unknown senders are never answered, and go into a daily digest for the operator", () => {
  it("one mail tells of all that was refused, and it is sent once", async () => {
    await mailFrom("stranger@elsewhere.test");
    await mailFrom("stranger@elsewhere.test");
    await run.cloud.s3.putObject(run.facts.bucket, "drop/jane.pdf", randomPdf(), "application/pdf");
    await refused(3);
    expect(run.cloud.outbox.list()).toEqual([]);

    await passToNextDigest(run);
    const mail = await run.until("the digest", () => Promise.resolve(run.cloud.outbox.list()[0]));
    await sweeps();
    expect(run.cloud.outbox.list()).toHaveLength(1);
    expect(mail).toMatchObject({ from: "fax@fax.example.com", to: ["operator@example.com"] });

    const { subject, text = "", headers } = await PostalMime.parse(mail.raw);
    expect(subject).toBe("Fax: 3 refusals");
    expect(headers).toContainEqual(
      expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }),
    );
    expect(text).toMatch(/stranger@elsewhere\.test: 2, .*\n.*\n.*add "stranger@elsewhere\.test" to mail/);
    expect(text).toMatch(/The hot folder: 1, /);
    expect(text).not.toMatch(/jane|Please fax|\d{7}/i);
  });

  it("a day on which nothing was refused has no mail, and the day after tells what is new", async () => {
    await passToNextDigest(run);
    await sweeps();
    expect(run.cloud.outbox.list()).toHaveLength(1);

    await mailFrom("other@elsewhere.test");
    await refused(4);
    await passToNextDigest(run);
    const mails = await run.until("the next digest", () => {
      const found = run.cloud.outbox.list();
      return Promise.resolve(found.length > 1 ? found : undefined);
    });
    const texts = await Promise.all(mails.map(async ({ raw }) => (await PostalMime.parse(raw)).text ?? ""));
    expect(texts.filter((text) => text.includes("other@elsewhere.test: 1"))).toHaveLength(1);
    expect(texts.filter((text) => text.includes("stranger@elsewhere.test"))).toHaveLength(1);
    expect(mails.every(({ to }) => to[0] === "operator@example.com")).toBe(true);
  });
});
