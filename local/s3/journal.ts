/** An append-only file of JSON lines: what is in it has happened, whatever crashes afterwards. */
import { open, readFile, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

export type Journal = {
  /** Resolves once the entry is on the disk. */
  append(entry: unknown): Promise<void>;
  /** Writes without waiting for the disk: for what may be lost and then only repeats. */
  note(entry: unknown): Promise<void>;
  close(): Promise<void>;
};

/** Entries of a journal in order; a last line that was cut off by a crash never happened. */
export async function readJournal(path: string): Promise<unknown[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n");
  lines.pop();
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw new Error(`The object store's journal is damaged at line ${index + 1}: ${path}`);
    }
  });
}

/** Replaces the journal by the given entries in one step and opens it for more. */
export async function rewriteJournal(path: string, entries: Iterable<unknown>): Promise<Journal> {
  const draft = `${path}.new`;
  const file = await open(draft, "w");
  for (const entry of entries) await file.write(`${JSON.stringify(entry)}\n`);
  await file.sync();
  await rename(draft, path);
  await syncDirectory(dirname(path));
  return journalOn(file);
}

function journalOn(file: FileHandle): Journal {
  let tail: Promise<void> = Promise.resolve();
  let broken: unknown;
  const enqueue = (entry: unknown, durable: boolean): Promise<void> => {
    const done = tail.then(async () => {
      // After a failed write the end of the file is unknown: nothing may be added behind it.
      if (broken !== undefined) throw broken instanceof Error ? broken : new Error("The journal is closed.");
      try {
        await file.appendFile(`${JSON.stringify(entry)}\n`);
        if (durable) await file.datasync();
      } catch (error) {
        broken = error;
        throw error;
      }
    });
    tail = done.catch(() => undefined);
    return done;
  };
  return {
    append: (entry) => enqueue(entry, true),
    note: (entry) => enqueue(entry, false),
    async close() {
      await tail;
      broken ??= new Error("The object store is closed.");
      await file.close();
    },
  };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  await directory.sync().finally(() => directory.close());
}
