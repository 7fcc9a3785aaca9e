import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { encodeG4 } from "../../core/documents/g4/encode-g4.ts";
import { writeImagePages } from "../../core/documents/image/write-image-pages.ts";
import { ownFonts } from "../../core/documents/font-files.ts";
import { tiffPages } from "../../core/documents/tiff/tiff-pages.ts";
import { faxPage } from "../../core/operations/preview-pages.ts";
import { makeDocument } from "../../core/operations/make-document.ts";
import { documentDesk } from "../../test/support/document-desk.ts";
import { median } from "../figure.ts";
import { isThere, read, sampleDocuments } from "./sample-documents.ts";

/** A task as we do it and as a native program does, whose time includes its start. */
type Task = {
  name: string;
  pages: number;
  ours: () => unknown;
  native?: { name: string; commands: [program: string, args: string[]][] } | undefined;
  aim?: number;
};

const repeats = 9;
const folder = mkdtempSync(join(tmpdir(), "bench-documents-"));
const at = (name: string) => join(folder, name);

/** Both in turns, so that what else the machine does falls on both. */
async function measure({ name, pages, ours, native, aim }: Task): Promise<void> {
  const times = { ours: [] as number[], native: [] as number[] };
  const timed = async (work: () => unknown): Promise<number> => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
  const programs = native?.commands.every(([program]) => isThere(program)) ? native : undefined;
  for (let index = 0; index < repeats; index++) {
    times.ours.push(await timed(ours));
    if (!programs) continue;
    times.native.push(
      await timed(() => programs.commands.forEach(([program, args]) => spawnSync(program, args))),
    );
  }
  const mine = median(times.ours);
  const theirs = programs ? median(times.native) : undefined;
  const beside = theirs
    ? `${(mine / theirs).toFixed(3)} of ${programs?.name} (${theirs.toFixed(1)} ms)${aim === undefined ? "" : `, aim ${aim}`}`
    : native
      ? `(${native.name} is not installed)`
      : "";
  console.log(
    `${name.padEnd(46)} ${mine.toFixed(1).padStart(8)} ms ${(mine / pages).toFixed(2).padStart(7)} a page  ${beside}`,
  );
}

const wasm = join(dirname(createRequire(import.meta.url).resolve("@embedpdf/pdfium")), "pdfium.wasm");
const font = join(import.meta.dirname, "../../node_modules", ownFonts.fixed.from, ownFonts.fixed.name);

/** Fresh processes, bundled as functions are: answers what each of their steps took. */
async function freshProcesses(): Promise<
  (name: "fresh-count" | "fresh-job", args: string[]) => Record<string, number>
> {
  await build({
    entryPoints: ["fresh-count", "fresh-job"].map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node22",
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
  return (name, args) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [at(`${name}.mjs`), ...args], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Record<string, number>;
  };
}

async function main(): Promise<void> {
  const desk = await documentDesk();
  const files = sampleDocuments(folder);
  const rule = { size: "letter", isChosen: false, bandPt: 0 } as const;
  for (const [name, path, aim] of [
    ["100-page G4 TIFF, one strip a page, to PDF", files.oneStrip, 0.35],
    ["100-page G4 TIFF, eight strips a page, to PDF", files.manyStrips, 0.01],
  ] as const) {
    if (path === undefined) continue;
    const tiff = read(path);
    const commands: [string, string[]][] = [["tiff2pdf", ["-o", at("native.pdf"), path]]];
    const ours = () => writeImagePages(tiffPages(tiff), rule);
    await measure({ name, pages: 100, ours, aim, native: { name: "tiff2pdf", commands } });
  }

  const text = read(files.text);
  await measure({
    name: "10-page text PDF, pages counted and opened",
    pages: 10,
    ours: () => desk.pdf.check([text]),
    native: { name: "pdfinfo", commands: [["pdfinfo", [files.text]]] },
  });

  const { photo, mixed, someScans } = files;
  if (photo) {
    const jpeg = read(photo);
    const show = [
      "-q",
      "-dNOSAFER",
      "-sDEVICE=pdfwrite",
      "-o",
      at("native.pdf"),
      "viewjpeg.ps",
      "-c",
      `(${photo}) viewJPEG`,
    ];
    await measure({
      name: "12-megapixel JPEG to a page of PDF",
      pages: 1,
      ours: () => makeDocument(desk, [jpeg], { pageSize: "letter" }),
      native: { name: "ghostscript", commands: [["gs", show]] },
    });
  }

  const toFax = async (name: string, path: string, aim?: number) => {
    const reader = desk.pdf.openPages(read(path));
    if (typeof reader === "string") throw new Error(reader);
    const { pages } = reader;
    const ours = () => {
      for (let index = 0; index < pages; index++) encodeG4(faxPage(reader, index, "high"));
    };
    const args = ["-q", "-sDEVICE=tiffg4", "-r204x196", "-o", at("native.tif"), path];
    await measure({
      ...{ name, pages, ours },
      native: { name: "ghostscript", commands: [["gs", args]] },
      ...(aim === undefined ? {} : { aim }),
    });
    reader.close();
  };
  await toFax("10-page text PDF to 1-bit G4", files.text, 1.2);
  if (mixed) await toFax("50-page mixed PDF (40 of print) to 1-bit G4", mixed);

  const run = await freshProcesses();
  if (photo && someScans) {
    const job = [files.text, someScans, photo, files.letter];
    const parts = [files.text, at("n1.pdf"), at("n2.pdf"), at("n3.pdf")];
    const show = [
      "-q",
      "-dNOSAFER",
      "-sDEVICE=pdfwrite",
      "-o",
      at("n2.pdf"),
      "viewjpeg.ps",
      "-c",
      `(${photo}) viewJPEG`,
    ];
    const print = ["-q", "-sDEVICE=pdfwrite", "-dLastPage=1", "-o", at("n3.pdf"), files.text];
    await measure({
      name: "22-page mixed job with thumbnails, fresh process",
      pages: 22,
      ours: () => run("fresh-job", [folder, wasm, font, ...job]),
      aim: 0.65,
      native: {
        name: "tiff2pdf, ghostscript, pdfunite and pdftoppm",
        commands: [
          ["tiff2pdf", ["-o", at("n1.pdf"), someScans]],
          ["gs", show],
          ["gs", print],
          ["pdfunite", [...parts, at("united.pdf")]],
          [
            "pdftoppm",
            ["-gray", "-png", "-scale-to-x", "320", "-scale-to-y", "-1", at("united.pdf"), at("thumb")],
          ],
        ],
      },
    });
    tellSteps("of which, in ms", run("fresh-job", [folder, wasm, font, ...job]));
  }
  await measure({
    name: "first page count, fresh process",
    pages: 10,
    ours: () => run("fresh-count", [wasm, files.text]),
    native: { name: "pdfinfo", commands: [["pdfinfo", [files.text]]] },
  });
  tellSteps("of which, in ms (aim: 60 beside node itself)", run("fresh-count", [wasm, files.text]));
}

const tellSteps = (name: string, steps: Record<string, number>): void => {
  const told = Object.entries(steps).map(([step, value]) => `${step} ${value.toFixed(1)}`);
  console.log(`  ${name}: ${told.join(", ")}`);
};

await main().finally(() => rmSync(folder, { recursive: true, force: true }));
