import {
  initSync,
  TypstCompilerBuilder,
  TypstFontResolverBuilder,
  type TypstCompiler,
} from "@myriaddreamin/typst-ts-web-compiler";
import type { Typeset, TypesetJob } from "../../core/documents/engines.ts";
import { Unfit } from "../../core/documents/fault.ts";
import type { ScriptFont } from "../../core/documents/flow/scripts.ts";

/** Reads a font's file; `base` are the ones for Latin, Greek and Cyrillic, proportional and fixed. */
export type FontFiles = { base: () => Uint8Array[]; script: (font: ScriptFont) => Uint8Array };

/**
 * Starts Typst, which takes seconds: only when the first text comes. It has no access to files or network.
 * Throws `Unfit` where a text cannot be set (a picture in it that is broken).
 */
export async function startTypesetter(wasm: Uint8Array, files: FontFiles): Promise<Typeset> {
  initSync({ module: await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>) });
  const builder = new TypstCompilerBuilder();
  builder.set_dummy_access_model();
  const compiler = await builder.build();
  const base = files.base();
  let loaded: string | undefined;
  return async (job, fonts) => {
    const key = fonts.toSorted().join(" ");
    if (key !== loaded) {
      const resolver = new TypstFontResolverBuilder();
      for (const font of [...base, ...fonts.map(files.script)]) resolver.add_raw_font(font);
      compiler.set_fonts(await resolver.build());
      loaded = key;
    }
    return compile(compiler, job);
  };
}

const fullDiagnostics = 3;

function compile(compiler: TypstCompiler, { program, data, files = {} }: TypesetJob): Uint8Array {
  compiler.reset_shadow();
  compiler.add_source("/main.typ", program);
  for (const [name, bytes] of Object.entries(files)) compiler.map_shadow(name, bytes);
  const inputs = [["data", JSON.stringify(data)]];
  const answer = compiler.compile("/main.typ", inputs, "pdf", fullDiagnostics) as { result?: Uint8Array };
  // What was set before is kept for the next job otherwise: other people's pages.
  compiler.reset();
  if (!answer.result) throw new Unfit("document_unrenderable");
  return answer.result;
}
