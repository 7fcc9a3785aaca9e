import { expect, it } from "vitest";
import { makeOrRefuse } from "../../core/operations/make-document.ts";
import { documentDesk } from "../support/document-desk.ts";
import { pdfOf, pdfWithLostPage } from "../support/pdfs.ts";
import { fileOf } from "./good-documents.ts";

const desk = await documentDesk();
const header = { senderName: "Clinic", senderNumber: "+13125550100", language: "en" } as const;

it.each([
  [
    "what no reader knows",
    [pdfOf(1), Buffer.from("PK\x03\x04 and so on")],
    { fault: "unsupported_media_type", document: 2 },
  ],
  [
    "one that needs a password",
    [fileOf("locked.pdf"), pdfOf(1)],
    { fault: "document_password_required", document: 1 },
  ],
  [
    "one with a lost page",
    [pdfOf(1), fileOf("fax-g4.tif"), pdfWithLostPage()],
    { fault: "document_corrupt", document: 3 },
  ],
  ["all of them, which are too many pages", [pdfOf(200), pdfOf(200)], { fault: "document_too_many_pages" }],
])("of several documents, %s is named", async (_what, files, refusal) => {
  expect(await makeOrRefuse(desk, files, { header })).toEqual(refusal);
});

it("a cover that cannot be used is no document's fault", async () => {
  const cover = {
    cover: { kind: "plain", language: "en" } as const,
    fields: { toNumber: "+1", fromNumber: "+1", at: 0, timeZone: "UTC" },
    kept: { page: fileOf("grey.png") },
  };
  expect(await makeOrRefuse(desk, [pdfOf(1), pdfOf(1)], { header, cover })).toEqual({ fault: "cover_unfit" });
});
