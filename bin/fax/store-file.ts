import { randomUUID } from "node:crypto";
import { constants, copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "./failures.ts";

/** Writes a file whole or not at all, for its owner only. Throws `UsageError` if the place cannot be written. */
export function storeNew(file: string, bytes: Uint8Array, mayOverwrite: boolean): void {
  const draft = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    writeFileSync(draft, bytes, { mode: 0o600, flag: "wx" });
    if (mayOverwrite) renameSync(draft, file);
    // A file that appeared meanwhile stays as it is.
    else copyFileSync(draft, file, constants.COPYFILE_EXCL);
  } catch (error) {
    const { code = "unknown reason" } = error as NodeJS.ErrnoException;
    throw new UsageError(`The file ${file} cannot be written (${code}); choose another with -o.`);
  } finally {
    rmSync(draft, { force: true });
  }
}
