import { bandNames, bandPainter, type BandArt } from "./band-art.ts";
import type { LaidOutPage } from "./lay-out.ts";
import { chain, type Matrix } from "./paper.ts";
import { followed, readDictionary, readSavedPdf, referred, type SavedPdf } from "./pdf-syntax.ts";
import { startPieces, type Pieces } from "./pieces.ts";
import { pdfNumber, writeObject, type PdfFile } from "./write-pdf.ts";

/**
 * Puts the pages of a PDF that our engine saved onto their paper and draws their header lines, by an update at its
 * end (PDF 32000, 7.5.6): nothing of what it holds is touched or copied, and fonts stay shared. `covers`: the pages
 * have header lines already, which are painted over.
 */
export function stampPages(
  file: Uint8Array,
  pages: LaidOutPage[],
  art?: BandArt,
  { covers = false } = {},
): Pieces {
  const pdf = readSavedPdf(file);
  const update = startUpdate(pdf);
  const painter =
    art &&
    bandPainter(
      update,
      art,
      bandNames((name) => pdf.bytes.includes(`${name} `)),
    );
  const stream = (content: string) => update.add("<< >>", Buffer.from(content, "latin1"));
  const usualEnd = stream("\nQ\n");
  for (const [index, number] of pageNumbers(pdf).entries()) {
    const page = pages[index];
    if (!page) throw new Error("a page of the saved PDF has no place on paper");
    const { paper, matrix, bandPt } = page;
    const entries = readDictionary(pdf.object(number));
    const band = painter?.draw(index, { width: paper.width, y: paper.height - bandPt, height: bandPt });
    const header = band?.drawing ?? "";
    // Before the page's own content, which may leave things behind; what is to be painted over comes first, though.
    const [before, after] = covers ? ["", `q 1 g ${bandBox(page)} re f Q\n${header}\n`] : [`${header}\n`, ""];
    const start = stream(`${before}q ${placed(pdf, entries, matrix)}\n`);
    const end = after === "" ? usualEnd : stream(`\nQ\n${after}`);
    entries.set("Contents", `[${start} 0 R ${contentsOf(pdf, entries.get("Contents"))} ${end} 0 R]`);
    entries.set(
      "Resources",
      withResources(pdf, entries.get("Resources"), band?.font ?? "", band?.xObject ?? ""),
    );
    entries.set("MediaBox", `[0 0 ${pdfNumber(paper.width)} ${pdfNumber(paper.height)}]`);
    // What showed on the screen beside the page's content was made part of it before.
    for (const name of ["CropBox", "TrimBox", "BleedBox", "ArtBox", "Rotate", "Annots", "UserUnit"])
      entries.delete(name);
    update.set(number, written(entries));
  }
  painter?.finish();
  return update.finish();
}

const bandBox = ({ paper, bandPt }: LaidOutPage): string =>
  [0, paper.height - bandPt, paper.width, bandPt].map(pdfNumber).join(" ");

const written = (entries: Map<string, string>): string =>
  `<< ${[...entries].map(([name, value]) => `/${name} ${value}`).join(" ")} >>`;

/** Our engine writes one list of all pages. */
function pageNumbers(pdf: SavedPdf): number[] {
  const catalog = readDictionary(followed(pdf, pdf.trailer.get("Root") ?? ""));
  const tree = readDictionary(followed(pdf, catalog.get("Pages") ?? ""));
  return [...followed(pdf, tree.get("Kids") ?? "").matchAll(/(\d+) \d+ R/g)].map(([, number]) =>
    Number(number),
  );
}

/** From the page's own space to how it shows, to its place; cut to what shows. */
function placed(pdf: SavedPdf, entries: Map<string, string>, matrix: Matrix): string {
  const media = boxOf(pdf, entries.get("MediaBox")) ?? [0, 0, 612, 792];
  const crop = boxOf(pdf, entries.get("CropBox")) ?? media;
  const [left, bottom] = [Math.max(media[0], crop[0]), Math.max(media[1], crop[1])];
  const [right, top] = [Math.min(media[2], crop[2]), Math.min(media[3], crop[3])];
  const turned = (((Number(followed(pdf, entries.get("Rotate") ?? "0")) || 0) % 360) + 360) % 360;
  const upright: Matrix =
    turned === 90
      ? [0, -1, 1, 0, -bottom, right]
      : turned === 180
        ? [-1, 0, 0, -1, right, top]
        : turned === 270
          ? [0, 1, -1, 0, top, -left]
          : [1, 0, 0, 1, -left, -bottom];
  const cut = [left, bottom, right - left, top - bottom].map(pdfNumber).join(" ");
  return `${chain(upright, matrix).map(pdfNumber).join(" ")} cm ${cut} re W n`;
}

type Box = [left: number, bottom: number, right: number, top: number];

function boxOf(pdf: SavedPdf, value: string | undefined): Box | undefined {
  if (value === undefined) return undefined;
  const [a, b, c, d] = (followed(pdf, value).match(/-?\d*\.?\d+/g) ?? []).map(Number);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

/** The streams of a page, without the brackets of their list. */
function contentsOf(pdf: SavedPdf, value: string | undefined): string {
  if (value === undefined) return "";
  const number = referred(value);
  const list = number === undefined ? value : pdf.object(number);
  return list.startsWith("[") ? list.slice(1, list.lastIndexOf("]")) : value;
}

/** The page's resources, themselves left as they are for pages that share them, with ours beside. */
function withResources(pdf: SavedPdf, value: string | undefined, font: string, xObject: string): string {
  const entries = dictionaryOf(pdf, value);
  for (const [name, ours] of [
    ["Font", font],
    ["XObject", xObject],
  ] as const) {
    if (ours === "") continue;
    const theirs = entries.get(name);
    const inner = dictionaryOf(pdf, theirs);
    const listed = [...inner].map(([key, entry]) => `/${key} ${entry}`).join(" ");
    entries.set(name, `<< ${listed} ${ours} >>`);
  }
  return written(entries);
}

/** A damaged page may have something else in a dictionary's place: then nothing of it shows. */
function dictionaryOf(pdf: SavedPdf, value: string | undefined): Map<string, string> {
  const text = value === undefined ? "" : followed(pdf, value);
  return text.startsWith("<<") ? readDictionary(text) : new Map<string, string>();
}

type Update = Pick<PdfFile, "add" | "reserve" | "set"> & { finish: () => Pieces };

function startUpdate(pdf: SavedPdf): Update {
  const file = startPieces([pdf.bytes]);
  file.text("\n");
  const offsets = new Map<number, number>();
  let next = pdf.size;
  const set = (number: number, dictionary: string, stream?: Uint8Array) => {
    offsets.set(number, file.size());
    writeObject(file, number, dictionary, stream);
  };
  return {
    set,
    reserve: () => next++,
    add: (dictionary, stream) => {
      set(next, dictionary, stream);
      return next++;
    },
    finish: () => {
      const rows = [...offsets]
        .sort(([a], [b]) => a - b)
        .map(([number, offset]) => `${number} 1\n${String(offset).padStart(10, "0")} 00000 n \n`);
      const trailer = new Map([...pdf.trailer, ["Size", String(next)], ["Prev", String(pdf.startOfTable)]]);
      const startOfTable = file.size();
      file.text(`xref\n${rows.join("")}trailer\n${written(trailer)}\nstartxref\n${startOfTable}\n%%EOF\n`);
      return file.pieces();
    },
  };
}
