import { describe, expect, it } from "vitest";
import { greyPng } from "../../core/documents/image/write-png.ts";
import { lookAtCover } from "../../core/documents/cover/kept-cover.ts";
import { startPdf } from "../../core/documents/write-pdf.ts";
import { makeDocument, type MakeOptions } from "../../core/operations/make-document.ts";
import { documentDesk } from "../support/document-desk.ts";
import { pdfOf } from "../support/pdfs.ts";
import { fileOf } from "./good-documents.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();

type Field = {
  name: string;
  box: [left: number, bottom: number, right: number, top: number];
  multiline?: true;
};

/** A page with printed labels and a form of named fields, as an office program exports it. */
function formPdf(fields: Field[], media = [0, 0, 612, 792]): Buffer {
  const pdf = startPdf();
  const [catalog, tree, page] = [pdf.reserve(), pdf.reserve(), pdf.reserve()];
  const font = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  const widgets = fields.map(({ name, box, multiline }) =>
    pdf.add(
      `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /Rect [${box.join(" ")}] /F 4 /P ${page} 0 R ` +
        `/DA (/F1 10 Tf 0 g) /Ff ${multiline ? 4096 : 0} >>`,
    ),
  );
  const content = pdf.add("<< >>", Buffer.from("BT /F1 12 Tf 72 720 Td (Letterhead) Tj ET"));
  pdf.set(
    page,
    `<< /Type /Page /Parent ${tree} 0 R /MediaBox [${media.join(" ")}] /Contents ${content} 0 R ` +
      `/Resources << /Font << /F1 ${font} 0 R >> >> /Annots [${widgets.map((one) => `${one} 0 R`).join(" ")}] >>`,
  );
  pdf.set(tree, `<< /Type /Pages /Count 1 /Kids [${page} 0 R] >>`);
  pdf.set(
    catalog,
    `<< /Type /Catalog /Pages ${tree} 0 R /AcroForm << /Fields [${widgets.map((one) => `${one} 0 R`).join(" ")}] ` +
      `/DR << /Font << /F1 ${font} 0 R >> >> >> >>`,
  );
  return Buffer.concat(pdf.finish(catalog));
}

const form = formPdf([
  { name: "to", box: [150, 600, 500, 620] },
  { name: "subject", box: [150, 570, 500, 590] },
  { name: "message", box: [72, 300, 540, 550], multiline: true },
  { name: "pages", box: [150, 260, 200, 280] },
  { name: "case_number", box: [300, 260, 400, 280] },
]);

const cover = (kept: { page?: Uint8Array; logo?: Uint8Array }, fields: object = {}): MakeOptions => ({
  header: { senderName: "Downtown Clinic", senderNumber: "+13125550100", language: "en" },
  cover: {
    cover: { kind: "plain", language: "en" },
    fields: {
      toNumber: "+13125550148",
      fromNumber: "+13125550100",
      subject: "Results",
      message: "As discussed.\nSee page 2.",
      at: Date.UTC(2026, 9, 2),
      timeZone: "UTC",
      ...fields,
    },
    kept,
  },
});

async function made(options: MakeOptions): Promise<Uint8Array> {
  const document = await makeDocument(desk, [pdfOf(2)], options);
  if (typeof document === "string") throw new Error(document);
  return whole(document.pieces);
}

/** Dark dots of the first page in a box given in points from the bottom left of a letter page. */
function inkIn(bytes: Uint8Array, [left, bottom, right, top]: Field["box"]): number {
  const reader = desk.pdf.openPages(bytes);
  if (typeof reader === "string") throw new Error(reader);
  const { grey } = reader.draw(0, { width: 612, height: 792, left: 0, boxWidth: 612, boxHeight: 792 });
  reader.close();
  let ink = 0;
  for (let y = 792 - top; y < 792 - bottom; y++) {
    for (let x = left; x < right; x++) if ((grey[y * 612 + x] ?? 255) < 160) ink++;
  }
  return ink;
}

describe("a PDF form as cover page", () => {
  it("tells the names of its fields", () => {
    expect(lookAtCover(desk.pdf, form)).toEqual({
      kind: "pdf",
      places: ["to", "subject", "message", "pages", "case_number"],
    });
  });

  it("is filled by their names, in their places; others stay empty", async () => {
    const bytes = await made(cover({ page: form }));
    // Fitted below the header's band, the page is a little smaller: places are looked for with some room.
    const scale = (792 - 20) / 792;
    const at = ([left, bottom, right, top]: Field["box"]): Field["box"] => [
      Math.floor(left * scale + 7),
      Math.floor(bottom * scale),
      Math.ceil(right * scale + 9),
      Math.ceil(top * scale),
    ];
    for (const box of [
      [150, 600, 500, 620],
      [150, 570, 500, 590],
      [72, 300, 540, 550],
      [150, 260, 200, 280],
    ] as const) {
      expect(inkIn(bytes, at([...box]))).toBeGreaterThan(8);
    }
    expect(inkIn(bytes, at([300, 260, 400, 280]))).toBe(0);
    expect(inkIn(bytes, at([72, 715, 300, 735]))).toBeGreaterThan(20);
  });

  it("lies where it shows when its page does not begin at 0, 0", async () => {
    const moved = formPdf([{ name: "to", box: [250, 700, 600, 720] }], [100, 100, 712, 892]);
    const bytes = await made({ ...cover({ page: moved }), pageSize: "letter" });
    expect(inkIn(bytes, [140, 570, 400, 610])).toBeGreaterThan(8);
  });

  it("is filled in scripts that the form's own font does not have", async () => {
    const plain = await made(cover({ page: form }, { message: "" }));
    const arabic = await made(cover({ page: form }, { message: "السيد الطبيب المحترم" }));
    const box: Field["box"] = [72, 300, 540, 540];
    expect(inkIn(arabic, box)).toBeGreaterThan(inkIn(plain, box) + 40);
  });

  it("a message that is too long is set smaller, and never leaves its field", async () => {
    const bytes = await made(cover({ page: form }, { message: "Take one tablet daily. ".repeat(170) }));
    expect(inkIn(bytes, [72, 300, 540, 530])).toBeGreaterThan(5_000);
    expect(inkIn(bytes, [0, 100, 612, 250])).toBe(0);
  });
});

describe("a logo", () => {
  const black = greyPng({ width: 80, height: 40, grey: new Uint8Array(3_200) });

  it("stands in the head of a built-in page", async () => {
    const head: Field["box"] = [380, 690, 560, 752];
    expect(inkIn(await made(cover({})), head)).toBe(0);
    expect(inkIn(await made(cover({ logo: black })), head)).toBeGreaterThan(2_000);
  });
});

describe("what is kept under a name is told by its content", () => {
  it.each([
    [
      "HTML with places",
      Buffer.from("<html><p>{{ to }} {{subject}} {{to}}</p></html>"),
      { kind: "html", places: ["to", "subject"] },
    ],
    ["a PNG", fileOf("grey.png"), { kind: "picture", places: [] }],
    ["a JPEG", fileOf("baseline.jpg"), { kind: "picture", places: [] }],
    ["a PDF without fields", pdfOf(1), { kind: "pdf", places: [] }],
    ["a TIFF", fileOf("fax-g4.tif"), "unsupported_media_type"],
    ["text", Buffer.from("Dear doctor"), "unsupported_media_type"],
    ["a PDF with a password", fileOf("locked.pdf"), "document_password_required"],
    ["a damaged PDF", Buffer.from("%PDF-1.4 nothing"), "document_corrupt"],
  ])("%s", (_what, bytes, expected) => {
    expect(lookAtCover(desk.pdf, bytes)).toEqual(expected);
  });

  it.each([
    ["a picture in a page's place", { page: fileOf("grey.png") }, "cover_unfit"],
    ["a page in a logo's place", { logo: pdfOf(1) }, "cover_unfit"],
    ["a broken page", { page: Buffer.from("%PDF-1.4 nothing") }, "document_corrupt"],
    ["a broken logo", { logo: fileOf("grey.png").subarray(0, 60) }, "document_unrenderable"],
  ])("%s is refused", async (_what, kept, fault) => {
    expect(await makeDocument(desk, [pdfOf(1)], cover(kept))).toBe(fault);
  });

  it("a page whose places are all left empty is an empty page", async () => {
    const page = Buffer.from("<html><p>{{to_name}}</p></html>");
    const reader = desk.pdf.openPages(await made(cover({ page })));
    if (typeof reader === "string") throw new Error(reader);
    expect(reader.pages).toBe(3);
    reader.close();
  });

  it("HTML of the installation's own is filled like that of a request", async () => {
    const page = Buffer.from("<html><h1>Downtown Clinic</h1><p>{{subject}}</p></html>");
    expect(inkIn(await made(cover({ page })), [54, 600, 560, 752])).toBeGreaterThan(100);
  });
});
