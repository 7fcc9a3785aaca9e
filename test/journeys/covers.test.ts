import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOf } from "../support/pdf-words.ts";
import { randomPdf } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

const put = (name: string, bytes: Uint8Array | string) =>
  run.call(`/v2/covers/${name}`, {
    method: "PUT",
    body: typeof bytes === "string" ? bytes : new Uint8Array(bytes),
    headers: { "content-type": "application/octet-stream" },
  });
const logo = readFileSync(join(import.meta.dirname, "../documents/files/grey.png"));
const letterhead =
  "<html><h1>Downtown Clinic</h1><p>To {{to}}</p><p>{{subject}}</p><p>{{pages}} pages</p></html>";

/** Faxes two pages behind a cover and answers the words of the first page that the carrier fetched. */
async function coverOf(cover: object): Promise<string> {
  const form = new FormData();
  form.set("to", "+13127367276");
  form.set("cover_page", JSON.stringify(cover));
  form.set("contents", new Blob([new Uint8Array(randomPdf(2))]), "letter.pdf");
  const { body } = await run.call("/v2/faxes", { method: "POST", body: form });
  const fax = await run.fax(body.data.id, "delivered");
  expect(fax.page_count).toBe(3);
  const response = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${fax.id}/document`);
  return wordsOf(new Uint8Array(await response.arrayBuffer()))[0] ?? "";
}

describe("covers of the installation's own", () => {
  it("are stored once, listed, used by name, and deleted", async () => {
    const stored = await put("letterhead", letterhead);
    expect([stored.status, stored.body.data]).toMatchObject([
      200,
      { name: "letterhead", kind: "html", places: ["to", "subject", "pages"] },
    ]);
    expect((await put("logo", logo)).body.data).toMatchObject({ kind: "picture", places: [] });
    const { body } = await run.call("/v2/covers");
    expect(body.data).toMatchObject([
      { name: "letterhead", kind: "html", size_bytes: letterhead.length },
      { name: "logo", size_bytes: logo.length },
    ]);
    const words = await coverOf({ own: "letterhead", to_name: "Dr. Lee", subject: "Results" });
    for (const word of ["DowntownClinic", "Dr.Lee", "Results", "3pages"]) expect(words).toContain(word);
    expect(await coverOf({ logo: "logo", subject: "Results" })).toContain("Results");
    for (const name of ["letterhead", "logo"]) {
      expect((await run.call(`/v2/covers/${name}`, { method: "DELETE" })).status).toBe(204);
    }
    expect((await run.call("/v2/covers")).body.data).toEqual([]);
    expect((await run.call("/v2/covers/logo", { method: "DELETE" })).status).toBe(404);
  });

  it("one that is not there fails the fax, and the preview, in words", async () => {
    const form = new FormData();
    form.set("to", "+13127367276");
    form.set("cover_page", JSON.stringify({ own: "nothing" }));
    form.set("contents", new Blob([new Uint8Array(randomPdf(1))]), "letter.pdf");
    const shown = await run.call("/v2/preview", { method: "POST", body: form });
    expect([shown.status, shown.body.errors[0].source.pointer]).toEqual([422, "/cover_page"]);
    const { body } = await run.call("/v2/faxes", { method: "POST", body: form });
    expect(await run.fax(body.data.id, "failed")).toMatchObject({ internal_failure_reason: "cover_missing" });
  });

  it.each([
    ["a name with other letters", "Letter%20head", "text", 422, "10032"],
    ["what is neither page nor picture", "letterhead", "Dear doctor", 422, "document_refused"],
    ["more than a megabyte", "letterhead", "<html>" + "x".repeat(1_100_000), 413, "request_too_large"],
    ["nothing", "letterhead", "", 422, "document_refused"],
  ])("%s is refused in words", async (_what, name, bytes, status, code) => {
    const answer = await put(name, bytes);
    expect([answer.status, answer.body.errors[0].code]).toEqual([status, code]);
    expect(answer.body.errors[0].detail).toMatch(/\.$/);
  });

  it("both HTML and a name are too many pages of one's own", async () => {
    const body = JSON.stringify({ to: "+13127367276", cover_page: { html: "<p>x</p>", own: "letterhead" } });
    const answer = await run.call("/v2/faxes", { method: "POST", body });
    expect([answer.status, answer.body.errors[0].source.pointer]).toEqual([422, "/cover_page"]);
  });
});
