import { createHash } from "node:crypto";
import { samplePdf } from "../../local/sample-document.ts";

/** A real PDF with so many pages of text; `mark` makes its bytes its own. */
export const pdfOf = (pages: number, mark = "page"): Buffer =>
  samplePdf(Array.from({ length: pages }, (_, index) => [`${mark} ${index + 1}`]));

/** Objects, numbered from 1, as a PDF file; the first is its catalog. */
function writePdf(objects: string[], trailer = ""): Buffer {
  let text = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const start = text.length;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
  text += `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

const pageTree = [
  "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
];

/** A PDF with one grey picture a page, its dots as they are. */
export function pictureBook(pictures: { width: number; height: number; grey: Uint8Array }[]): Buffer {
  const kids = pictures.map((_, index) => `${3 + index * 3} 0 R`).join(" ");
  const draw = "q 612 0 0 612 0 90 cm /P Do Q";
  return writePdf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${pictures.length} /Kids [${kids}] >>`,
    ...pictures.flatMap(({ width, height, grey }, index) => {
      const [contents, image] = [4 + index * 3, 5 + index * 3];
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${contents} 0 R /Resources << /XObject << /P ${image} 0 R >> >> >>`,
        `<< /Length ${draw.length} >>\nstream\n${draw}\nendstream`,
        `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray ` +
          `/BitsPerComponent 8 /Length ${grey.length} >>\nstream\n${Buffer.from(grey).toString("latin1")}\nendstream`,
      ];
    }),
  ]);
}

/** A form that only Adobe's own viewer can show. */
export const dynamicXfaPdf = (): Buffer =>
  writePdf([
    "<< /Type /Catalog /Pages 2 0 R /NeedsRendering true /AcroForm << /Fields [] /XFA 4 0 R >> >>",
    ...pageTree,
    "<< /Length 11 >>\nstream\n<xdp></xdp>\nendstream",
  ]);

export const emptyPdf = (): Buffer =>
  writePdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>"]);

/** A PDF whose second page is not there. */
export const pdfWithLostPage = (): Buffer =>
  writePdf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 2 /Kids [3 0 R 9 0 R] >>",
    pageTree[1] ?? "",
  ]);

const padding = Buffer.from("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a", "hex");
const padded = (password: string): Buffer =>
  Buffer.concat([Buffer.from(password, "latin1"), padding]).subarray(0, 32);
const md5 = (...parts: Buffer[]): Buffer => createHash("md5").update(Buffer.concat(parts)).digest();

/** A PDF locked by the standard security handler, 40-bit RC4 (ISO 32000-1, 7.6.3). Empty `user`: opens, but is protected. */
export function lockedPdf({ user, owner }: { user: string; owner: string }): Buffer {
  const id = Buffer.alloc(16, 7);
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(-44);
  const ownerEntry = rc4(md5(padded(owner)).subarray(0, 5), padded(user));
  const key = md5(padded(user), ownerEntry, permissions, id).subarray(0, 5);
  const userEntry = rc4(key, padding);
  const hex = (bytes: Buffer) => `<${bytes.toString("hex")}>`;
  const handler = `<< /Filter /Standard /V 1 /R 2 /P -44 /O ${hex(ownerEntry)} /U ${hex(userEntry)} >>`;
  const trailer = `/Encrypt 4 0 R /ID [${hex(id)} ${hex(id)}]`;
  return writePdf(["<< /Type /Catalog /Pages 2 0 R >>", ...pageTree, handler], trailer);
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const box = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => box[index & 255] ?? 0;
  const swap = (a: number, b: number) => ([box[a], box[b]] = [at(b), at(a)]);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + at(i)) & 255;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}
