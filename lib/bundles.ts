import { buildSync, type BuildOptions } from "esbuild";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fontFiles } from "../core/documents/font-files.ts";
import { environments, type FunctionName } from "../functions/runtime/env.ts";

const root = resolve(import.meta.dirname, "..");
const names = Object.keys(environments) as FunctionName[];

/**
 * Functions that somebody waits for, and those that every fax passes: they reach AWS through the small
 * modules of `adapters/aws/lean`, which stand in for the SDK in the bundle. The sources name the SDK; the other rooms
 * get it.
 */
export const leanFunctions: readonly FunctionName[] = [
  "api",
  "apply",
  "carrier",
  "diagnosis",
  "directory",
  "dispatch",
  "endpoints",
  "health",
  "keys",
  "media",
  "office",
  "pages",
  "prepare",
  "preview",
  "relay",
  "tell",
  "webhook",
];

/** What stands in for what; each exports under the SDK's names what our adapters import. */
export const leanModules: Record<string, string> = {
  "@aws-sdk/client-dynamodb": join(root, "adapters/aws/lean/client-dynamodb.ts"),
  "@aws-sdk/client-eventbridge": join(root, "adapters/aws/lean/client-eventbridge.ts"),
  "@aws-sdk/client-s3": join(root, "adapters/aws/lean/client-s3.ts"),
  "@aws-sdk/client-scheduler": join(root, "adapters/aws/lean/client-scheduler.ts"),
  "@aws-sdk/client-sqs": join(root, "adapters/aws/lean/client-sqs.ts"),
  "@aws-sdk/client-ssm": join(root, "adapters/aws/lean/client-ssm.ts"),
  "@aws-sdk/s3-request-presigner": join(root, "adapters/aws/lean/s3-request-presigner.ts"),
};

/** Packages that a lean bundle reads from a file beside it, where it needs them: even unused, their tables slow a start. */
const apart: Record<string, string> = { "libphonenumber-js/min": "parsePhoneNumberFromString" };

/** A file of a package, by the path that its package exports, or lies in its folder beside what it exports. */
const fileOf = (exported: string, ...beside: string[]): string => {
  const found = createRequire(import.meta.url).resolve(exported);
  return beside.length === 0 ? found : join(dirname(found), ...beside);
};

/** The engines that make documents, and the fonts they draw with. */
const documentEngines = (): string[] => [
  fileOf("@embedpdf/pdfium", "pdfium.wasm"),
  fileOf("@myriaddreamin/typst-ts-web-compiler", "typst_ts_web_compiler_bg.wasm"),
  fileOf("@jsquash/webp", "codec/dec/webp_dec.wasm"),
  ...fontFiles.map(({ name, from }) => join(root, "node_modules", from, name)),
];

/** And how to build the image that holds LibreOffice. */
const withOffice = (): string[] => [...documentEngines(), join(root, "lib/office/Dockerfile")];

/** Functions that need files beside their code, which keep their names. */
const companions: Partial<Record<FunctionName, () => string[]>> = {
  mail: documentEngines,
  office: withOffice,
  pages: documentEngines,
  prepare: documentEngines,
  preview: withOffice,
};

/**
 * Bundles every function into a folder of its own: one minified CommonJS file, its source map, and what must lie
 * beside it. CommonJS, with ES module sources where packages have them, starts fastest on Lambda.
 * Answers the folder of a function; the folders go when the process ends.
 */
export function bundleFunctions(): (name: FunctionName) => string {
  const directory = mkdtempSync(join(tmpdir(), "serverless-fax-bundles-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  build(
    directory,
    names.filter((name) => !isLean(name)),
  );
  const lean = names.filter(isLean);
  const { metafile } = build(directory, lean, leanOptions);
  for (const [file, { imports }] of Object.entries(metafile?.outputs ?? {})) {
    for (const { path } of imports.filter(({ path }) => path in apart)) {
      buildPackage(path, resolve(root, dirname(file)));
    }
  }
  for (const name of names) {
    writeFileSync(join(directory, name, "package.json"), '{"type":"commonjs"}\n');
    for (const path of companions[name]?.() ?? []) copyFileSync(path, join(directory, name, basename(path)));
  }
  return (name) => join(directory, name);
}

const leanOptions = {
  alias: leanModules,
  external: Object.keys(apart),
  // A linked map is read and parsed at every start; unlinked it lies there for whoever reads a stack.
  sourcemap: "external",
  metafile: true,
} satisfies BuildOptions;

const isLean = (name: FunctionName): boolean => leanFunctions.includes(name);

const usual = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  mainFields: ["module", "main"],
  minify: true,
  sourcesContent: false,
  logLevel: "warning",
} satisfies BuildOptions;

const build = (outdir: string, functions: FunctionName[], options: BuildOptions = {}) =>
  buildSync({ ...optionsOf(outdir, functions), ...options });

const optionsOf = (outdir: string, functions: FunctionName[]) =>
  ({
    ...usual,
    entryPoints: Object.fromEntries(functions.map((name) => [`${name}/index`, `functions/${name}.ts`])),
    outdir,
    sourcemap: true,
    loader: { ".html": "text" },
    // `import.meta.url` does not exist in CommonJS; the banner says the same from the file's own name.
    define: { "import.meta.url": "__bundleUrl" },
    banner: { js: 'const __bundleUrl=require("node:url").pathToFileURL(__filename).href;' },
  }) satisfies BuildOptions;

/** How one function is bundled into `outdir`, as esbuild's options; what must lie beside it is not among them. */
export const bundleOptions = (outdir: string, name: FunctionName): BuildOptions => ({
  ...optionsOf(outdir, [name]),
  ...(isLean(name) ? leanOptions : {}),
});

/** Puts what is used of a package where `require` of a bundle in `folder` finds it. */
function buildPackage(name: string, folder: string): void {
  buildSync({
    ...usual,
    stdin: { contents: `export { ${apart[name]} } from "${name}";`, resolveDir: root },
    outfile: join(folder, "node_modules", name, "index.js"),
  });
}
