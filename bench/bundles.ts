import { buildSync } from "esbuild";
import { globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environments, type FunctionName } from "../functions/runtime/env.ts";
import { bundleFunctions } from "../lib/bundles.ts";

export const functionNames = Object.keys(environments) as FunctionName[];

/** Where a function's code is, and how many KiB of JavaScript it has. */
export type Bundle = { file: string; kib: number };

let kept: { ours: (name: FunctionName) => Bundle; usual: (name: FunctionName) => Bundle } | undefined;

/** Every function as it is deployed, and bundled as is usual: the SDK, one minified ES module, esbuild's defaults. */
export function bothBundles(): NonNullable<typeof kept> {
  if (kept) return kept;
  const folderOf = bundleFunctions();
  const usualFolder = buildUsual();
  kept = {
    ours: (name) => ({ file: join(folderOf(name), "index.js"), kib: kibOf(folderOf(name)) }),
    usual: (name) => ({
      file: join(usualFolder, name, "index.mjs"),
      kib: kibOf(join(usualFolder, name)),
    }),
  };
  return kept;
}

function buildUsual(): string {
  const folder = mkdtempSync(join(tmpdir(), "serverless-fax-usual-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  buildSync({
    absWorkingDir: join(import.meta.dirname, ".."),
    entryPoints: Object.fromEntries(functionNames.map((name) => [`${name}/index`, `functions/${name}.ts`])),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minify: true,
    loader: { ".html": "text" },
    // Packages in CommonJS ask for `require`, which an ES module does not have.
    banner: { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' },
    logLevel: "error",
  });
  return folder;
}

const kibOf = (folder: string): number =>
  globSync("**/*.{js,mjs}", { cwd: folder }).reduce(
    (sum, file) => sum + statSync(join(folder, file)).size,
    0,
  ) / 1024;
