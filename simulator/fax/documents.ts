import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The documents the simulator fetched, was given or hands out, by carrier fax id. */
export type Documents = {
  put(faxId: string, bytes: Uint8Array): Promise<void>;
  get(faxId: string): Promise<Uint8Array | undefined>;
};

const maxBytesInMemory = 512 * 1024 * 1024;

/** Beside the state file when there is one; else in memory, the oldest going first. */
export const openDocuments = (folder: string | undefined): Documents =>
  folder ? inFolder(folder) : inMemory();

function inFolder(folder: string): Documents {
  const pathOf = (faxId: string) => join(folder, `${faxId}.pdf`);
  return {
    async put(faxId, bytes) {
      await mkdir(folder, { recursive: true });
      await writeFile(`${pathOf(faxId)}.new`, bytes, { mode: 0o600 });
      await rename(`${pathOf(faxId)}.new`, pathOf(faxId));
    },
    get: (faxId) =>
      readFile(pathOf(faxId)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      }),
  };
}

function inMemory(): Documents {
  const documents = new Map<string, Uint8Array>();
  let totalBytes = 0;
  return {
    async put(faxId, bytes) {
      totalBytes -= documents.get(faxId)?.byteLength ?? 0;
      documents.set(faxId, bytes);
      totalBytes += bytes.byteLength;
      for (const [oldest, old] of documents) {
        if (totalBytes <= maxBytesInMemory) break;
        documents.delete(oldest);
        totalBytes -= old.byteLength;
      }
    },
    get: async (faxId) => documents.get(faxId),
  };
}
