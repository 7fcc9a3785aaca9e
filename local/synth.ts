import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const store = join(root, ".build", "assembly");
/** Everything the template and the bundles are made of. */
const inputs = [
  "bin/app.ts",
  "bin/run.mjs",
  "cdk.json",
  "lib",
  "functions",
  "core",
  "adapters",
  "docs/api.html",
  "docs/openapi.json",
  "package-lock.json",
];
const keptAssemblies = 3;

/**
 * Synthesises the app with these settings in a child process, or answers the folder of an earlier synth whose
 * inputs were the same. Safe beside other runs: a folder appears whole or not at all.
 */
export async function synthesise(settings: object, log: (line: string) => void): Promise<string> {
  const target = join(store, fingerprint(settings));
  if (existsSync(join(target, "manifest.json"))) return target;
  mkdirSync(store, { recursive: true });
  const draft = mkdtempSync(join(store, "draft-"));
  log("building the functions and the template (only after a change; takes some seconds) ...");
  try {
    await runApp(draft, settings);
    if (!existsSync(target)) renameSync(draft, target);
  } catch (error) {
    // Another run may have finished the same folder in between.
    if (!existsSync(join(target, "manifest.json"))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  prune(target);
  return target;
}

function runApp(outdir: string, settings: object): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(root, "cdk.json"), "utf8")) as { context: object };
  const child = spawn(process.execPath, ["bin/run.mjs", "app"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      TMPDIR: process.env["TMPDIR"],
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, settings }),
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) =>
      code === 0 ? done() : fail(new Error(`the template could not be made:\n${said.trim()}`)),
    );
  });
}

function fingerprint(settings: object): string {
  const hash = createHash("sha256").update(process.version).update(JSON.stringify(settings));
  for (const input of inputs) addTo(hash, input);
  return hash.digest("hex").slice(0, 24);
}

function addTo(hash: ReturnType<typeof createHash>, path: string): void {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) {
    hash.update(path).update(readFileSync(full));
    return;
  }
  for (const name of readdirSync(full).sort()) addTo(hash, `${path}/${name}`);
}

function prune(current: string): void {
  const folders = readdirSync(store)
    .filter((name) => !name.startsWith("draft-"))
    .map((name) => join(store, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const folder of folders.slice(keptAssemblies)) {
    // A folder younger than an hour may be in use by another run.
    const isOld = Date.now() - statSync(folder).mtimeMs > 3_600_000;
    if (folder !== current && isOld) rmSync(folder, { recursive: true, force: true });
  }
}
