import { buildSync } from "esbuild";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { environments, type FunctionName } from "../functions/runtime/env.ts";

const root = resolve(import.meta.dirname, "..");
const names = Object.keys(environments) as FunctionName[];

/** Functions that need a file beside their code. */
const companions: Partial<Record<FunctionName, () => { name: string; path: string }>> = {
  prepare: () => {
    const pdfium = createRequire(import.meta.url).resolve("@embedpdf/pdfium");
    return { name: "pdfium.wasm", path: join(dirname(pdfium), "pdfium.wasm") };
  },
};

/**
 * Bundles every function into a folder of its own: one minified CommonJS file, its source map, and what must lie
 * beside it. CommonJS, with ES module sources where packages have them, starts fastest on Lambda.
 * Answers the folder of a function; the folders go when the process ends.
 */
export function bundleFunctions(): (name: FunctionName) => string {
  const directory = mkdtempSync(join(tmpdir(), "serverless-fax-bundles-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `functions/${name}.ts`])),
    outdir: directory,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    loader: { ".html": "text" },
    // `import.meta.url` does not exist in CommonJS; the banner says the same from the file's own name.
    define: { "import.meta.url": "__bundleUrl" },
    banner: { js: 'const __bundleUrl=require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "warning",
  });
  for (const name of names) {
    writeFileSync(join(directory, name, "package.json"), '{"type":"commonjs"}\n');
    const companion = companions[name]?.();
    if (companion) copyFileSync(companion.path, join(directory, name, companion.name));
  }
  return (name) => join(directory, name);
}
