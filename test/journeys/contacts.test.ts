import { createTransport } from "nodemailer";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOf } from "../support/pdf-words.ts";
import { randomPdf, sha256 } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ headerOff: "documents are compared byte for byte" });
});
afterAll(() => run.end());

const contacts = (method: string, path = "", body?: object) =>
  run.call(`/v2/contacts${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
const mail = async (to: string, content: Buffer) => {
  const { smtpHost: host, smtpPort: port } = run.facts;
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  const attachments = [{ filename: "a.pdf", content, contentType: "application/pdf" }];
  await transport.sendMail({
    from: "desk@example.com",
    to,
    subject: "Papers",
    text: "See below.",
    attachments,
  });
  transport.close();
};
const faxTo = (number: string) =>
  run.until(`a fax to ${number}`, async () => {
    const { body } = await run.call(`/v2/faxes?filter[to][eq]=${encodeURIComponent(number)}`);
    return body.data[0] && run.fax(body.data[0].id, "delivered");
  });
/** The answer to the sender that has these words. */
const answered = (words: string) =>
  run.until(words, async () => run.cloud.outbox.list().find(({ raw }) => raw.includes(words)));

describe("mail to a contact's alias", () => {
  it("is faxed to the contact's number, also after the number changed, and refused once the contact is gone", async () => {
    const made = await contacts("POST", "", { name: "Dr. Lee", fax_number: "+13125550151", alias: "dr-lee" });
    expect(made).toMatchObject({ status: 201, body: { data: { alias: "dr-lee" } } });
    const { id } = made.body.data;

    const pdf = randomPdf();
    await mail("dr-lee.nocover@fax.example.com", pdf);
    expect((await faxTo("+13125550151")).document.sha256).toBe(sha256(pdf));
    await answered("+13125550151 was accepted");

    const moved = await contacts("PATCH", `/${id}`, { fax_number: "+13125550152", name: "Dr. Ann Lee" });
    expect(moved.status).toBe(200);
    await mail("Dr-Lee@fax.example.com", randomPdf());
    const fax = await faxTo("+13125550152");
    const sent = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${fax.id}/document`);
    const [cover = ""] = wordsOf(Buffer.from(await sent.arrayBuffer()));
    expect(cover).toContain("Dr.AnnLee");

    expect((await contacts("DELETE", `/${id}`)).status).toBe(204);
    await mail("dr-lee@fax.example.com", randomPdf());
    const { raw } = await answered("No contact has the alias");
    const { text } = await PostalMime.parse(raw);
    expect(text).toContain(
      "No fax was made for dr-lee@fax.example.com.\nNo contact has the alias 'dr-lee'; ",
    );
    const { body } = await run.call("/v2/refusals");
    expect(body.data).toMatchObject([
      { reason: "recipient_not_understood", to: ["dr-lee@fax.example.com"], door: "mail" },
    ]);
  });

  it("is free for one contact at a time", async () => {
    const lee = { name: "Dr. Lee", fax_number: "+13125550153", alias: "one-of-two" };
    const first = await contacts("POST", "", lee);
    expect(first.status).toBe(201);
    expect(await contacts("POST", "", { ...lee, name: "Dr. Other" })).toMatchObject({
      status: 422,
      body: { errors: [{ code: "alias_taken", source: { pointer: "/alias" } }] },
    });
    expect((await contacts("GET", "?filter[alias]=one-of-two")).body.data).toEqual([first.body.data]);
    const read = await contacts("GET", `/${first.body.data.id}`);
    expect(read.body.data).toEqual(first.body.data);
    await contacts("DELETE", `/${first.body.data.id}`);
    expect((await contacts("POST", "", lee)).status).toBe(201);
  });
});

describe("who may", () => {
  it("look needs `read`; whoever changes where mail goes needs `admin`", async () => {
    const { body } = await run.call("/v2/keys", {
      method: "POST",
      body: JSON.stringify({ name: "desk", scopes: ["send", "read"] }),
    });
    const headers = { authorization: `Bearer ${body.data.key}` };
    expect((await run.call("/v2/contacts", { headers })).status).toBe(200);
    const lee = JSON.stringify({ name: "Dr. Lee", fax_number: "+13125550154" });
    const { status } = await run.call("/v2/contacts", { method: "POST", headers, body: lee });
    expect(status).toBe(403);
  });
});
