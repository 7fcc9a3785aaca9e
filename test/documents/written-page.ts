import { startPdf } from "../../core/documents/write-pdf.ts";

/** A letter page with a drawing; /F1 is Helvetica. */
export function writePage(drawing: string): Buffer {
  const pdf = startPdf();
  const catalog = pdf.reserve();
  const tree = pdf.reserve();
  const font = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  const content = pdf.add("<< >>", Buffer.from(drawing));
  const page = pdf.add(
    `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 612 792] /Contents ${content} 0 R ` +
      `/Resources << /Font << /F1 ${font} 0 R >> >> >>`,
  );
  pdf.set(tree, `<< /Type /Pages /Count 1 /Kids [${page} 0 R] >>`);
  pdf.set(catalog, `<< /Type /Catalog /Pages ${tree} 0 R >>`);
  return Buffer.concat(pdf.finish(catalog));
}

/** A page of twenty lines of print; `size` in points. */
export const printedLetter = (size: number, colour = "0 g", matrix = "1 0 0 1 72 700"): Buffer =>
  writePage(
    Array.from(
      { length: 20 },
      (_, row) => `BT ${colour} /F1 ${size} Tf ${matrix} Tm 0 ${-row * 18} Td (Take one tablet daily) Tj ET`,
    ).join("\n"),
  );
