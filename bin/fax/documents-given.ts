import { accessSync, constants, statSync, type Stats } from "node:fs";
import { maxContentsBytes, maxDocumentBytes } from "../../core/document-check.ts";
import { UsageError } from "./failures.ts";
import { sizeInWords } from "./terminal-text.ts";

export type DocumentFile = { path: string; sizeBytes: number };

/** The files to be faxed, looked at before anything is sent. Throws `UsageError`. */
export function documentsGiven(paths: string[]): DocumentFile[] {
  const files = paths.map((path) => ({ path, sizeBytes: sizeOf(path) }));
  const together = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (files.length > 1 && together > maxContentsBytes) {
    throw new UsageError(
      `The ${files.length} files have ${sizeInWords(together)} together, and several files may have 4 MB: ` +
        "merge them into one PDF and send that (one file may have 50 MB).",
    );
  }
  return files;
}

function sizeOf(path: string): number {
  const facts = statOf(path);
  if (!facts) throw new UsageError(`The file ${path} does not exist or may not be read.`);
  if (!facts.isFile()) throw new UsageError(`${path} is not a file; give a document.`);
  if (facts.size === 0) throw new UsageError(`The file ${path} is empty.`);
  if (facts.size > maxDocumentBytes) {
    throw new UsageError(
      `The file ${path} has ${sizeInWords(facts.size)}, and a fax may have 50 MB: split it.`,
    );
  }
  return facts.size;
}

function statOf(path: string): Stats | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path);
  } catch {
    return undefined;
  }
}
