import { randomBytes } from "node:crypto";
import { createTransport, type SendMailOptions } from "nodemailer";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { mostAttached } from "../../core/operations/pages-for-mail.ts";
import { samplePdf } from "../../local/sample-document.ts";
import { wordsOf } from "../support/pdf-words.ts";
import { randomPdf, sha256 } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

const ours = "+13125790015";
const caller = "+14155550166";
const ann = "ann@clinic.test";

let run: Journey;
let mailboxId = "";
beforeAll(async () => {
  run = await openJourney();
  // A fax ends before there is any mailbox: what is known of them by then must not count.
  await receive(randomPdf());
  await run.cloud.idle();
  const { body } = await run.call("/v2/mailboxes", {
    method: "POST",
    body: JSON.stringify({
      name: "Front desk",
      numbers: [ours],
      members: [ann],
      header_text: "Clinic at the Lake",
      time_zone: "America/Chicago",
    }),
  });
  mailboxId = body.data.id;
});
afterAll(() => run.end());

const send = async (mail: SendMailOptions) => {
  const { smtpHost: host, smtpPort: port } = run.facts;
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  await transport.sendMail({ from: ann, ...mail });
  transport.close();
};
/** It counts for the next fax that comes in. */
const rule = async (received: string) => {
  const change = { method: "PATCH", body: JSON.stringify({ notify: { received } }) };
  expect((await run.call(`/v2/mailboxes/${mailboxId}`, change)).status).toBe(200);
};
const receive = async (pdf: Buffer) => {
  const inbound = { from: caller, to: ours, document_base64: pdf.toString("base64") };
  const { fax_id } = await run.control("/inbound", inbound);
  return run.fax(inboundFaxId(fax_id), "received");
};
const mailAbout = async (words: string) => {
  const found = await run.until(`a mail with ${words}`, async () =>
    run.cloud.outbox.list().find(({ to, raw }) => to.includes(ann) && raw.includes(words)),
  );
  return { raw: found.raw.toString("latin1"), mail: await PostalMime.parse(found.raw) };
};
const bytes = (content: unknown) => Buffer.from(content as ArrayBuffer);

describe("a fax that comes in to a mailbox", () => {
  it("is mailed to its members with its pages, and what they answer is faxed back from its number", async () => {
    const pdf = randomPdf(2);
    const fax = await receive(pdf);
    const { mail } = await mailAbout(`fax-${fax.id}.pdf`);
    expect(mail).toMatchObject({
      subject: `Fax from ${caller}, 2 pages`,
      replyTo: [{ address: `fax+${fax.id}@fax.example.com` }],
    });
    expect(mail.text).toMatch(/came in to Front desk \(\+13125790015\)[^]*Received: [\d-]+ [\d:]+ C[SD]T/);
    expect(sha256(bytes(mail.attachments[0]?.content))).toBe(sha256(pdf));

    await send({
      to: mail.replyTo?.[0]?.address ?? "",
      subject: `Re: ${mail.subject}`,
      messageId: "<back@clinic.test>",
      text: `We got it.\n\nOn Monday, Fax <fax@fax.example.com> wrote:\n> A fax came in to Front desk`,
    });
    const back = await run.until("the fax back", async () => {
      const { body } = await run.call(`/v2/faxes?filter[to][eq]=${encodeURIComponent(caller)}`);
      return body.data.find(({ direction }: any) => direction === "outbound");
    });
    expect(await run.fax(back.id, "delivered")).toMatchObject({ from: ours, to: caller, page_count: 1 });
    const sent = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${back.id}/document`);
    const [page = ""] = wordsOf(Buffer.from(await sent.arrayBuffer()));
    expect(page).toContain("Wegotit.");
    // The header line is the mailbox's.
    expect(page).toContain("ClinicattheLake");
    expect(page).toMatch(/C[SD]T/);
    expect(page).not.toContain("camein");
    const { mail: told } = await mailAbout(`receipt-${back.id}.pdf`);
    expect(told).toMatchObject({ inReplyTo: "<back@clinic.test>" });
  });

  it("whose pages are too large for a mail is mailed as a link", async () => {
    const pdf = samplePdf([Array.from({ length: 110_000 }, () => randomBytes(24).toString("hex"))]);
    expect(pdf.byteLength).toBeGreaterThan(mostAttached);
    const fax = await receive(pdf);
    const { mail } = await mailAbout(`fax+${fax.id}@`);
    expect(mail.attachments).toEqual([]);
    expect(mail.text).toMatch(/The pages are here until .*\nhttp\S+\/links\/\S+/);
    const [link = ""] = /http\S+\/links\/\S+/.exec(mail.text ?? "") ?? [];
    const followed = await fetch(link);
    expect(sha256(Buffer.from(await followed.arrayBuffer()))).toBe(sha256(pdf));
  });

  it("is mailed as a link where that is the rule, which ends after seven days", async () => {
    await rule("link");
    const pdf = randomPdf();
    const fax = await receive(pdf);
    const { mail, raw } = await mailAbout(`fax+${fax.id}@`);
    expect(mail.attachments).toEqual([]);
    expect(raw).not.toContain("%PDF");
    const [link = ""] = /http\S+\/links\/\S+/.exec(mail.text ?? "") ?? [];
    expect(sha256(Buffer.from(await (await fetch(link)).arrayBuffer()))).toBe(sha256(pdf));
    await run.control("/clock", { advance_seconds: 7 * 86_400 + 60 });
    expect((await fetch(link)).status).toBe(410);
  });

  it("is told of by a notice that holds nothing of health: neither number nor page", async () => {
    await rule("notice");
    const fax = await receive(randomPdf(3));
    const { mail, raw } = await mailAbout(`Its id is ${fax.id}`);
    expect(mail.attachments).toEqual([]);
    const decoded = `${raw}\n${mail.subject}\n${mail.text}\n${JSON.stringify(mail.headers)}`;
    for (const number of [caller, ours]) expect(decoded).not.toContain(number.slice(1));
    expect(decoded).not.toMatch(/pages?\b|links\/|%PDF|fax\+/);
  });
});

describe("a member of a mailbox", () => {
  it("faxes by mail as it, though the settings do not name him", async () => {
    const number = "+13125550196";
    await send({
      to: `${number}.nocover@fax.example.com`,
      subject: "Referral",
      attachments: [{ filename: "a.pdf", content: randomPdf(), contentType: "application/pdf" }],
    });
    const { id } = await run.until("the fax", async () => {
      const { body } = await run.call(`/v2/faxes?filter[to][eq]=${encodeURIComponent(number)}`);
      return body.data[0];
    });
    expect(await run.fax(id, "delivered")).toMatchObject({ from: ours });
  });

  it("hears of a fax that failed, whoever sent it", async () => {
    await rule("pdf");
    const rows: { number: string; failure_reason: string }[] = await run.control("/numbers");
    const to = rows.find((row) => row.failure_reason === "receiver_unallocated_number")?.number ?? "";
    const form = new FormData();
    for (const [name, value] of Object.entries({ to, from: ours })) form.set(name, value);
    form.set("contents", new Blob([new Uint8Array(randomPdf())]), "a.pdf");
    const { body } = await run.call("/v2/faxes", { method: "POST", body: form });
    await run.fax(body.data.id, "failed");
    const { mail } = await mailAbout(`receipt-${body.data.id}.pdf`);
    expect(mail.subject).toBe(`Fax to ${to}: failed`);

    // He may have it sent again, and hears of that one in his own exchange.
    await send({
      to: mail.replyTo?.[0]?.address ?? "",
      subject: `Re: ${mail.subject}`,
      messageId: "<once-more@clinic.test>",
      text: "RESEND",
    });
    const again = await run.until("the new fax", async () => {
      const { body: earlier } = await run.call(`/v2/faxes/${body.data.id}`);
      return earlier.data.resent_as?.[0];
    });
    await run.fax(again, "failed");
    const { mail: told } = await mailAbout(`receipt-${again}.pdf`);
    expect(told).toMatchObject({ inReplyTo: "<once-more@clinic.test>" });
  });
});
