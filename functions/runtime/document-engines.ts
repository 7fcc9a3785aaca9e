import { readFileSync } from "node:fs";
import { startPdfium } from "../../adapters/pdf/pdfium.ts";
import type { DocumentFault } from "../../core/document-check.ts";
import type { CheckedDocument, Typeset } from "../../core/documents/engines.ts";
import { baseFonts, ownFonts, scriptFontFiles, type FontFile } from "../../core/documents/font-files.ts";
import { readFont } from "../../core/documents/font/read-font.ts";
import { makeDocument, type MakeDeps, type MakeOptions } from "../../core/operations/make-document.ts";

const read = (name: string): Uint8Array => readFileSync(new URL(`./${name}`, import.meta.url));
const readFontFile = ({ name }: FontFile): Uint8Array => read(name);

/**
 * Makes documents with the engines that lie beside the bundle. The one for PDFs starts with the function, the others
 * with the first document that needs them. Throws what may pass, or what broke an engine.
 */
export function openDocumentDesk(): (
  files: Uint8Array[],
  options: MakeOptions,
) => Promise<CheckedDocument | DocumentFault> {
  const wasm = read("pdfium.wasm");
  let engines = startEngines(wasm);
  return async (files, options) => {
    try {
      return await makeDocument(await engines, files, options);
    } catch (error) {
      // A hostile document may have broken an engine: the next one gets new ones.
      engines = startEngines(wasm);
      throw error;
    }
  };
}

async function startEngines(wasm: Uint8Array): Promise<MakeDeps> {
  let typesetter: Promise<Typeset> | undefined;
  return {
    pdf: await startPdfium(wasm),
    typeset: async (job, fonts) => (await (typesetter ??= startTypst()))(job, fonts),
    font: (name) => readFont(readFontFile(ownFonts[name])),
    decodeWebp: async (file) => {
      const { decodeWebp } = await import("../../adapters/webp/decode-webp.ts");
      return decodeWebp(file, () => read("webp_dec.wasm"));
    },
  };
}

async function startTypst(): Promise<Typeset> {
  const { startTypesetter } = await import("../../adapters/typst/typesetter.ts");
  return startTypesetter(read("typst_ts_web_compiler_bg.wasm"), {
    base: () => baseFonts.map(readFontFile),
    script: (font) => readFontFile(scriptFontFiles[font]),
  });
}
