import { afterEach, describe, expect, it } from "vitest";
import { findOffice } from "../../adapters/libreoffice/convert-office.ts";
import { officeFile } from "../support/office-files.ts";
import { wordsOf } from "../support/pdf-words.ts";
import { randomPdf, serve, sha256 } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
afterEach(() => run.end());

const to = "+13127367276";

async function send(files: Buffer[], more: Record<string, string> = {}): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ to, ...more })) form.set(name, value);
  for (const bytes of files) form.append("contents", new Blob([new Uint8Array(bytes)]), "letter.bin");
  const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
  expect(status).toBe(202);
  return body.data.id;
}

async function atCarrier(id: string): Promise<Buffer> {
  const response = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${id}/document`);
  return Buffer.from(await response.arrayBuffer());
}

describe("a Word document", () => {
  it("is refused with a hint where office documents are off, before and while it is sent", async () => {
    run = await openJourney({ office: "off" });
    const fax = await run.fax(await send([officeFile("letter.docx")]), "failed");
    expect(fax.internal_failure_reason).toBe("office_conversion_disabled");
    expect(fax.failure_detail).toContain("Export the document as PDF");
    const form = new FormData();
    form.append("contents", new Blob([new Uint8Array(officeFile("letter.docx"))]), "letter.docx");
    const preview = await run.call("/v2/preview", { method: "POST", body: form });
    expect([preview.status, preview.body.errors[0].code]).toEqual([422, "document_refused"]);
  });

  it("goes to the carrier as it is where the settings say so: alone, and named by what it is", async () => {
    run = await openJourney({ office: "carrier" });
    const docx = officeFile("letter.docx");
    const id = await send([docx]);
    const fax = await run.fax(id, "delivered");
    const type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    expect(fax.document).toEqual({
      sha256: sha256(docx),
      size_bytes: docx.byteLength,
      pages: null,
      content_type: type,
    });
    expect(fax.page_count).toBe(1);
    expect((await atCarrier(id)).equals(docx)).toBe(true);
    const asked = await fetch(`${run.facts.simulatorUrl}/v2/faxes/${fax.attempts[0].carrier_fax_id}`, {
      headers: { authorization: `Bearer ${run.carrier.apiKey}` },
    });
    const { media_url } = ((await asked.json()) as { data: { media_url: string } }).data;
    expect(new URL(media_url).pathname).toMatch(/\/1\.docx$/);
    const link = await fetch(media_url, { method: "HEAD" });
    expect([link.status, link.headers.get("content-type")]).toEqual([200, type]);

    const covered = await send([docx], { cover_page: JSON.stringify({ subject: "Results" }) });
    const refused = await run.fax(covered, "failed");
    expect(refused.internal_failure_reason).toBe("office_not_alone");
  });

  it.skipIf(findOffice() === undefined)(
    "is made a PDF like any other, and shown before that, by functions that have LibreOffice (needs LibreOffice)",
    async () => {
      run = await openJourney({ office: "libreoffice" });
      const form = new FormData();
      form.append("contents", new Blob([new Uint8Array(officeFile("letter.docx"))]), "letter.docx");
      const preview = await run.call("/v2/preview", { method: "POST", body: form });
      expect([preview.status, preview.body.data.page_count]).toEqual([200, 2]);
      const cover_page = JSON.stringify({ subject: "Referral" });
      const id = await send([randomPdf(1), officeFile("letter.docx")], { cover_page });
      const fax = await run.fax(id, "delivered");
      expect(fax.page_count).toBe(4);
      const words = wordsOf(await atCarrier(id));
      expect(words[0]).toContain("Referral");
      expect(words[2]).toContain("DearDr.Lee");
      expect(words[3]).toMatch(/Page4of4.*Secondpage|Secondpage.*Page4of4/);

      const web = await serve(officeFile("sheet.xlsx"));
      const broadcast = await run.call("/v2/broadcasts", {
        method: "POST",
        body: JSON.stringify({ to: [to], media_url: web.url }),
      });
      expect(broadcast.status).toBe(202);
      const done = await run.until("the broadcast's end", async () => {
        const { data } = (await run.call(`/v2/broadcasts/${broadcast.body.data.id}`)).body;
        return data.status === "completed" || data.status === "failed" ? data : undefined;
      });
      web.close();
      expect([done.status, done.document.pages]).toEqual(["completed", 1]);
    },
    120_000,
  );
});
