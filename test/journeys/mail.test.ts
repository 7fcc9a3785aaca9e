import { createTransport, type SendMailOptions } from "nodemailer";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, sha256 } from "./support/documents.ts";
import { wordsOf } from "../support/pdf-words.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ headerOff: "documents are compared byte for byte" });
});
afterAll(() => run.end());

const send = async (mail: SendMailOptions) => {
  const { smtpHost: host, smtpPort: port } = run.facts;
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  await transport.sendMail({ subject: "Papers", text: "Please see attached.", ...mail });
  transport.close();
};
const pdfs = (...documents: Buffer[]) =>
  documents.map((content, n) => ({ filename: `${n}.pdf`, content, contentType: "application/pdf" }));
const faxesTo = async (number: string) =>
  (await run.call(`/v2/faxes?filter[to][eq]=${encodeURIComponent(number)}`)).body.data as any[];
const refusals = async () => (await run.call("/v2/refusals")).body.data as any[];

describe("a mail becomes one fax per number", () => {
  it("of both attachments, to both numbers, one of them in Bcc", async () => {
    await send({
      from: "Front Desk <desk@example.com>",
      to: "13125550181@fax.example.com",
      bcc: "+13125550182@fax.example.com",
      attachments: pdfs(randomPdf(1), randomPdf(2)),
    });
    for (const number of ["+13125550181", "+13125550182"]) {
      const [fax] = await run.until(`a fax to ${number}`, async () => {
        const found = await faxesTo(number);
        return found.length > 0 ? found : undefined;
      });
      expect(await run.fax(fax.id, "delivered")).toMatchObject({ page_count: 4 });
      expect(await faxesTo(number)).toHaveLength(1);
    }
  });

  it("once, though the same message comes twice", async () => {
    const mail = {
      from: "desk@example.com",
      to: "13125550183@fax.example.com",
      messageId: "<the-same@example.com>",
      attachments: pdfs(randomPdf()),
    };
    await send(mail);
    await send(mail);
    await run.until("the fax", async () => ((await faxesTo("+13125550183")).length > 0 ? true : undefined));
    await run.cloud.idle();
    expect(await faxesTo("+13125550183")).toHaveLength(1);
  });

  it("with a single attachment, byte for byte", async () => {
    const pdf = randomPdf();
    await send({
      from: "desk@example.com",
      to: "13125550184.nocover@fax.example.com",
      attachments: pdfs(pdf),
    });
    const fax = await run.until("the fax", async () => (await faxesTo("+13125550184"))[0]);
    expect((await run.fax(fax.id, "delivered")).document.sha256).toBe(sha256(pdf));
  });
});

describe("the text of a mail", () => {
  it("stands with its subject on a cover page before the attachments, without the signature", async () => {
    await send({
      from: "desk@example.com",
      to: "FAX=+13125550186/T33S=12@fax.example.com",
      subject: "Referral of Monday",
      messageId: "<monday@example.com>",
      text: "Please call back.\n\n-- \nFront desk",
      attachments: pdfs(randomPdf(2)),
    });
    const { id } = await run.until("the fax", async () => (await faxesTo("+13125550186"))[0]);
    expect(await run.fax(id, "delivered")).toMatchObject({ page_count: 3 });
    const sent = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${id}/document`);
    const [cover = ""] = wordsOf(Buffer.from(await sent.arrayBuffer()));
    const [answer] = run.cloud.outbox.list().filter(({ raw }) => raw.includes("+13125550186"));
    expect(answer).toMatchObject({ from: "fax@fax.example.com", to: ["desk@example.com"] });
    const read = await PostalMime.parse(answer?.raw ?? "");
    expect(read).toMatchObject({ subject: "Re: Referral of Monday", inReplyTo: "<monday@example.com>" });
    expect(read.text).toContain(`Its id is ${id}.`);
    for (const words of ["ReferralofMonday", "Pleasecallback.", "T.33sub-address12"])
      expect(cover).toContain(words);
    expect(cover).not.toContain("Frontdesk");
  });

  it("is the fax where nothing is attached", async () => {
    await send({
      from: "desk@example.com",
      to: "13125550187@fax.example.com",
      html: "<p>Please refill the <b>prescription</b>.</p>",
      text: undefined,
    });
    const { id } = await run.until("the fax", async () => (await faxesTo("+13125550187"))[0]);
    expect(await run.fax(id, "delivered")).toMatchObject({ page_count: 1 });
  });
});

describe("an answer to our mail", () => {
  it("stops the fax while it waits, and tells how it stands, to its sender alone", async () => {
    const rows: { number: string; outcome: string }[] = await run.control("/numbers");
    const number = rows.find(({ outcome }) => outcome === "rings_60_seconds")?.number ?? "";
    for (const _ of [1, 2, 3]) {
      await send({
        from: "desk@example.com",
        to: `${number}.nocover@fax.example.com`,
        attachments: pdfs(randomPdf()),
      });
    }
    const waiting = await run.until("two that wait", async () => {
      const found = (await faxesTo(number)).filter(({ waiting: place }) => place?.for === "lane");
      return found.length === 2 ? found : undefined;
    });
    // The list is newest first: this one waits for two calls.
    const id: string = waiting[0].id;
    const ask = (text: string, from = "desk@example.com") =>
      send({ from, to: `fax+${id}@fax.example.com`, subject: "Re: Papers", text });
    const told = (words: string) =>
      run.until(words, async () =>
        run.cloud.outbox.list().some(({ raw }) => raw.includes(words)) ? true : undefined,
      );
    await ask("STOP", "other@example.com");
    await told("There is no such fax of yours.");
    await ask("STOP\n\nOn Monday Fax wrote:\n> Your fax was accepted");
    await run.fax(id, "canceled");
    await told("It was canceled before any call.");
    expect(await faxesTo(number)).toHaveLength(3);
  });
});

describe("the end of a fax that came by mail", () => {
  const sentTo = async (address: string, words: string) => {
    const found = await run.until(words, async () =>
      run.cloud.outbox.list().find(({ to, raw }) => to.includes(address) && raw.includes(words)),
    );
    return PostalMime.parse(found.raw);
  };

  it("is told in the same thread, with its receipt, a picture of its first page on it; RESEND sends it again", async () => {
    const number = "+13125550194";
    await send({
      from: "desk@example.com",
      to: `${number}.nocover@fax.example.com`,
      subject: "Referral",
      messageId: "<referral@example.com>",
      attachments: pdfs(randomPdf(2)),
    });
    const accepted = await sentTo("desk@example.com", `Your fax to ${number} was accepted`);
    expect(accepted.text).toMatch(/2 pages in all\.\nIt is likely to cost 0\.\d{4} USD\.\nIts id is/);
    const { id } = (await faxesTo(number))[0];
    await run.fax(id, "delivered");
    const report = await sentTo("desk@example.com", `receipt-${id}.pdf`);
    expect(report).toMatchObject({
      subject: "Re: Referral",
      inReplyTo: "<referral@example.com>",
      replyTo: [{ address: `fax+${id}@fax.example.com` }],
      attachments: [{ filename: `receipt-${id}.pdf`, mimeType: "application/pdf" }],
    });
    expect(report.text).toContain("It was delivered, 2 pages.");
    const receipt = Buffer.from(report.attachments[0]?.content as ArrayBuffer);
    const [page = ""] = wordsOf(receipt);
    for (const words of ["Delivered", number.slice(1), id]) expect(page).toContain(words.replace(/\s/g, ""));
    expect(receipt.includes("/Image")).toBe(true);

    await send({
      from: "desk@example.com",
      to: `fax+${id}@fax.example.com`,
      subject: "Re: Referral",
      messageId: "<again@example.com>",
      text: "RESEND\n\nOn Monday Fax wrote:",
    });
    const again = await sentTo("desk@example.com", "is sent again, as a new fax");
    const [newer] = await run.until("the new fax", async () => {
      const faxes = await faxesTo(number);
      return faxes.length === 2 ? faxes : undefined;
    });
    expect(again).toMatchObject({
      inReplyTo: "<again@example.com>",
      replyTo: [{ address: `fax+${newer.id}@fax.example.com` }],
    });
    expect(await run.fax(newer.id, "delivered")).toMatchObject({ resend_of: id, page_count: 2 });
    expect(await sentTo("desk@example.com", `receipt-${newer.id}.pdf`)).toMatchObject({
      inReplyTo: "<again@example.com>",
    });
    await run.cloud.idle();
    const reports = run.cloud.outbox.list().filter(({ raw }) => raw.includes(`receipt-${id}.pdf`));
    expect(reports).toHaveLength(1);
  });

  it("that failed is told with the reason", async () => {
    const rows: { number: string; failure_reason: string }[] = await run.control("/numbers");
    const number = rows.find((row) => row.failure_reason === "receiver_invalid_number_format")?.number ?? "";
    await send({
      from: "desk@example.com",
      to: `${number}.nocover@fax.example.com`,
      subject: "To nobody",
      attachments: pdfs(randomPdf()),
    });
    const { id } = await run.until("the fax", async () => (await faxesTo(number))[0]);
    const { failure_detail } = await run.fax(id, "failed");
    const report = await sentTo("desk@example.com", `receipt-${id}.pdf`);
    expect(report.text).toContain(`It was not delivered. ${failure_detail}`);
  });
});

describe("an open mail door is toll fraud: what is not allowed becomes a record and no fax", () => {
  it.each([
    ["a sender who is not named", { from: "mallory@evil.test" }, "sender_not_allowed"],
    [
      "a forged sender",
      { from: "desk@example.com", headers: { "X-Local-Verdicts": "spf=FAIL, dkim=FAIL, dmarc=FAIL" } },
      "sender_not_verified",
    ],
    [
      "a sender of whom DMARC says that it is not he",
      { from: "desk@example.com", headers: { "X-Local-Verdicts": "dmarc=FAIL" } },
      "sender_not_verified",
    ],
    ["a virus", { from: "desk@example.com", headers: { "X-Local-Verdicts": "virus=FAIL" } }, "spam_or_virus"],
  ])("%s", async (_, mail, reason) => {
    // One that no other test faxes to, for no mail is to hold it.
    const number = `+1312555${7000 + Math.floor(Math.random() * 2000)}`;
    const before = (await refusals()).filter((refusal) => refusal.reason === reason).length;
    const faxes = (await faxesTo(number)).length;
    await send({ ...mail, to: `${number}@fax.example.com`, attachments: pdfs(randomPdf()) });
    await run.until("the refusal", async () =>
      (await refusals()).filter((refusal) => refusal.reason === reason).length > before ? true : undefined,
    );
    await run.cloud.idle();
    expect(await faxesTo(number)).toHaveLength(faxes);
    expect(run.cloud.outbox.list().filter(({ raw }) => raw.includes(number))).toEqual([]);
  });

  it("a program that answers our answer: no fax, no answer to it, and a record", async () => {
    const isOfIt = ({ to }: { to: string[] }) => to.includes("fax@fax.example.com");
    await send({
      from: "desk@example.com",
      to: "fax@fax.example.com",
      subject: "Away until Monday",
      headers: { "Auto-Submitted": "auto-replied" },
      text: "Status: I am away.",
    });
    await run.until("the record", async () => (await refusals()).find(isOfIt));
    await run.cloud.idle();
    expect(run.cloud.outbox.list().filter(({ raw }) => raw.includes("Away until Monday"))).toEqual([]);
  });

  it.each([
    ["nothing to fax", { to: "13125550185@fax.example.com" }, "document_missing"],
    ["a country that is not allowed", { to: "+442071838750@fax.example.com" }, "country_not_allowed"],
    ["an address that is no number", { to: "sales@fax.example.com" }, "recipient_not_understood"],
  ])("%s", async (_, mail, reason) => {
    const attachments = reason === "document_missing" ? [] : pdfs(randomPdf());
    await send({ from: "desk@example.com", text: "", ...mail, attachments });
    const refusal = await run.until(reason, async () =>
      (await refusals()).find((entry) => entry.reason === reason),
    );
    expect(refusal.detail.length).toBeGreaterThan(20);
  });
});

describe("the hot folder", () => {
  it("faxes a document put under drop/<number>/", async () => {
    const pdf = randomPdf();
    await run.cloud.s3.putObject(
      run.facts.bucket,
      "drop/+13125550191/a letter (1).pdf",
      pdf,
      "application/pdf",
    );
    const fax = await run.until("the fax", async () => (await faxesTo("+13125550191"))[0]);
    expect((await run.fax(fax.id, "delivered")).document.sha256).toBe(sha256(pdf));
  });

  it("faxes a raw message to each number in its To", async () => {
    const pdf = randomPdf();
    const message = [
      "From: anyone@anywhere.test",
      "To: +13125550192@fax, 13125550193@fax",
      "Subject: Papers",
      "MIME-Version: 1.0",
      'Content-Type: application/pdf; name="a.pdf"',
      "Content-Disposition: attachment; filename=a.pdf",
      "Content-Transfer-Encoding: base64",
      "",
      pdf.toString("base64").replace(/.{76}/g, "$&\r\n"),
      "",
    ].join("\r\n");
    await run.cloud.s3.putObject(run.facts.bucket, "drop/papers.eml", Buffer.from(message), "message/rfc822");
    for (const number of ["+13125550192", "+13125550193"]) {
      const fax = await run.until(`the fax to ${number}`, async () => (await faxesTo(number))[0]);
      await run.fax(fax.id, "delivered");
    }
  });

  it("records what it cannot fax", async () => {
    await run.cloud.s3.putObject(run.facts.bucket, "drop/nobody.pdf", randomPdf(), "application/pdf");
    await run.until("the refusal", async () =>
      (await refusals()).find((entry) => entry.from === "drop/nobody.pdf"),
    );
  });
});
