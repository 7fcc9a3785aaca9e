/** Bytes on disk under generated names; nobody's key ever becomes part of a path. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

export type Blob = { id: string; size: number };

export type BlobStore = {
  /** Writes a new blob; on any error nothing of it stays. Durable when it resolves. */
  write(bytes: AsyncIterable<Buffer>): Promise<Blob>;
  /** Bytes `start` to `end` (inclusive) of the blobs laid end to end. They outlive a removal meanwhile. */
  read(blobs: Blob[], start: number, end: number): Readable;
  remove(ids: string[]): Promise<void>;
  /** Removes every file that is not one of `keep`: left-overs of a crash. */
  sweep(keep: Set<string>): Promise<void>;
};

export async function openBlobs(directory: string): Promise<BlobStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const pathOf = (id: string) => join(directory, id);
  const readers = new Map<string, number>();
  const doomed = new Set<string>();

  const discard = async (id: string) => {
    if (readers.has(id)) doomed.add(id);
    else await unlink(pathOf(id)).catch(() => undefined);
  };
  const release = async (id: string) => {
    const left = (readers.get(id) ?? 1) - 1;
    if (left > 0) return void readers.set(id, left);
    readers.delete(id);
    if (doomed.delete(id)) await discard(id);
  };

  async function* pieces(blobs: Blob[], start: number, end: number): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const { id, size } of blobs) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, size - 1);
      offset += size;
      if (from <= to) yield* createReadStream(pathOf(id), { start: from, end: to }) as AsyncIterable<Buffer>;
    }
  }

  return {
    async write(bytes) {
      const id = randomUUID();
      try {
        return { id, size: await writeDurably(pathOf(id), bytes) };
      } catch (error) {
        await discard(id);
        throw error;
      }
    },
    read(blobs, start, end) {
      // Held from the call on, not from the first byte: a removal in between must wait.
      for (const { id } of blobs) readers.set(id, (readers.get(id) ?? 0) + 1);
      const stream = Readable.from(pieces(blobs, start, end), { objectMode: false });
      stream.once("close", () => void Promise.all(blobs.map(({ id }) => release(id))));
      return stream;
    },
    remove: async (ids) => void (await Promise.all(ids.map(discard))),
    async sweep(keep) {
      for (const name of await readdir(directory)) if (!keep.has(name)) await discard(name);
    },
  };
}

/** Writes a new file and answers its size in bytes once it is on the disk. */
async function writeDurably(path: string, bytes: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, "wx", 0o600);
  try {
    let size = 0;
    for await (const chunk of bytes) {
      await file.writeFile(chunk);
      size += chunk.length;
    }
    await file.datasync();
    return size;
  } finally {
    await file.close();
  }
}
