import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { startPdfium } from "../../adapters/pdf/pdfium.ts";
import { startTypesetter } from "../../adapters/typst/typesetter.ts";
import { decodeWebp } from "../../adapters/webp/decode-webp.ts";
import type { Typeset } from "../../core/documents/engines.ts";
import { baseFonts, ownFonts, scriptFontFiles, type FontFile } from "../../core/documents/font-files.ts";
import { readFont } from "../../core/documents/font/read-font.ts";
import type { MakeDeps } from "../../core/operations/make-document.ts";

const modules = join(import.meta.dirname, "../../node_modules");
const read = (...path: string[]) => readFileSync(join(modules, ...path));
const readFontFile = ({ name, from }: FontFile) => read(from, name);
const pdfiumFolder = dirname(createRequire(import.meta.url).resolve("@embedpdf/pdfium"));
const typst = "@myriaddreamin/typst-ts-web-compiler/pkg/typst_ts_web_compiler_bg.wasm";

let typesetter: Promise<Typeset> | undefined;

const typeset: Typeset = async (job, fonts) => {
  typesetter ??= startTypesetter(read(typst), {
    base: () => baseFonts.map(readFontFile),
    script: (font) => readFontFile(scriptFontFiles[font]),
  });
  return (await typesetter)(job, fonts);
};

/** The real engines that make documents, each started when it is first needed. */
export async function documentDesk(): Promise<MakeDeps> {
  return {
    pdf: await startPdfium(readFileSync(join(pdfiumFolder, "pdfium.wasm"))),
    typeset,
    font: (name) => readFont(readFontFile(ownFonts[name])),
    decodeWebp: (file) => decodeWebp(file, () => read("@jsquash/webp/codec/dec/webp_dec.wasm")),
  };
}
