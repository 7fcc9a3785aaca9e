import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { maxDocumentBytes } from "../../core/document-check.ts";
import { Unfit } from "../../core/documents/fault.ts";
import type { OfficeKind } from "../../core/documents/tell-kind.ts";
import { profileOfOurs } from "./profile.ts";

/** Where systems keep LibreOffice's program; the shell script around it would outlive being stopped. */
const programs = [
  "/usr/lib/libreoffice/program/soffice.bin",
  "/usr/lib64/libreoffice/program/soffice.bin",
  "/opt/libreoffice/program/soffice.bin",
  "/Applications/LibreOffice.app/Contents/MacOS/soffice",
  "C:\\Program Files\\LibreOffice\\program\\soffice.bin",
];

/** LibreOffice's program on this machine, or undefined. */
export const findOffice = (): string | undefined => programs.find((path) => existsSync(path));

/** A new profile makes the program end with this and want to be started again. */
const wantsRestart = 81;

/**
 * Makes a PDF of an office document, in a folder, a profile and an environment that nobody else has: no macros, no links
 * followed, no secret in reach of the program's own environment. The program is killed after `limitMs`.
 * @throws Unfit `document_unrenderable` when that time is over or the program dies, `office_unreadable` when it makes no PDF.
 */
export async function convertOffice(
  program: string,
  file: Uint8Array,
  kind: OfficeKind,
  limitMs: number,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "office-"));
  try {
    const source = join(folder, `document.${kind}`);
    const profile = join(folder, "profile");
    await mkdir(join(profile, "user"), { recursive: true });
    await writeFile(join(profile, "user", "registrymodifications.xcu"), profileOfOurs);
    await writeFile(source, file);
    const args = [
      `-env:UserInstallation=${pathToFileURL(profile).href}`,
      ...["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", folder, source],
    ];
    const end = performance.now() + limitMs;
    const run = () => runProgram(program, args, folder, end - performance.now());
    if ((await run()) === wantsRestart) await run();
    return await readPdf(join(folder, "document.pdf"));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function readPdf(path: string): Promise<Uint8Array> {
  const made = await stat(path).catch(() => undefined);
  if (!made || made.size === 0) throw new Unfit("office_unreadable");
  if (made.size > maxDocumentBytes) throw new Unfit("document_too_large");
  return readFile(path);
}

/** Answers the code it ends with; what it says is nobody's business, since it may quote the document. */
function runProgram(program: string, args: string[], home: string, limitMs: number): Promise<number | null> {
  const child = spawn(program, args, {
    cwd: home,
    env: { HOME: home, PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8" },
    stdio: "ignore",
    timeout: Math.max(1, Math.round(limitMs)),
    killSignal: "SIGKILL",
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    // Ended by a signal: by ours when its time was over, or by its own crash.
    child.on("exit", (code, signal) => (signal ? fail(new Unfit("document_unrenderable")) : done(code)));
  });
}
