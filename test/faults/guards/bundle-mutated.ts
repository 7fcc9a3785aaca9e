import { build, type Plugin } from "esbuild";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FunctionName } from "../../../functions/runtime/env.ts";
import { bundleOptions } from "../../../lib/bundles.ts";
import type { CodeOf } from "../harness/open-stand.ts";

/** A change of one source: `find` must stand there exactly once. */
export type Mutation = { file: string; find: string; replace: string };

const root = resolve(import.meta.dirname, "../../..");

/** The functions that a flow passes. */
const mutable: FunctionName[] = [
  "api",
  "apply",
  "broadcast",
  "cancel",
  "dispatch",
  "fetch-inbound",
  "mail",
  "media",
  "prepare",
  "relay",
  "sweep",
  "webhook",
];

/**
 * Bundles the functions as they are deployed, with the mutations in their sources. Throws where a mutation's text is
 * not found: a guard that moved must be followed.
 */
export async function bundleMutated(mutations: Mutation[]): Promise<{ codeOf: CodeOf; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "fax-guards-"));
  const changed = changedSources(mutations);
  const met = new Set<string>();
  await Promise.all(
    mutable.map((name) => build({ ...bundleOptions(folder, name), plugins: [replacing(changed, met)] })),
  );
  for (const file of changed.keys()) if (!met.has(file)) throw new Error(`no function is made of ${file}`);
  return {
    codeOf(fn, original) {
      const own = join(folder, fn);
      if (!existsSync(own)) return original;
      for (const name of readdirSync(original)) {
        if (!existsSync(join(own, name))) symlinkSync(join(original, name), join(own, name));
      }
      return own;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The sources as the mutations leave them, by path. Throws where a text does not stand there exactly once. */
export function changedSources(mutations: Mutation[]): Map<string, string> {
  const changed = new Map<string, string>();
  for (const { file, find, replace } of mutations) {
    const path = join(root, file);
    const text = changed.get(path) ?? readFileSync(path, "utf8");
    const parts = text.split(find);
    if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${find}`);
    changed.set(path, parts.join(replace));
  }
  return changed;
}

const replacing = (changed: Map<string, string>, met: Set<string>): Plugin => ({
  name: "mutations",
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = changed.get(path);
      if (contents === undefined) return undefined;
      met.add(path);
      return { contents, loader: "ts" };
    });
  },
});
