import { readFileSync } from "node:fs";
import { startPdfium } from "../../adapters/pdf/pdfium.ts";
import type { Typeset } from "../../core/documents/engines.ts";
import { baseFonts, ownFonts, scriptFontFiles, type FontFile } from "../../core/documents/font-files.ts";
import { readFont } from "../../core/documents/font/read-font.ts";
import type { MakeDeps } from "../../core/operations/make-document.ts";

const read = (name: string): Uint8Array => readFileSync(new URL(`./${name}`, import.meta.url));
const readFontFile = ({ name }: FontFile): Uint8Array => read(name);

/**
 * The engines that lie beside the bundle. The one for PDFs starts with the function, the others with the first document
 * that needs them.
 */
export function openEngines(): <T>(work: (engines: MakeDeps) => Promise<T>) => Promise<T> {
  const wasm = read("pdfium.wasm");
  let engines = startEngines(wasm);
  return async (work) => {
    try {
      return await work(await engines);
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
