import { openObject, type Bucket } from "./bucket.ts";

/** Reads one range of an object; undefined where the object is gone, no bytes beyond its end. */
export async function readRange(bucket: Bucket, key: string, range: string): Promise<Uint8Array | undefined> {
  const opened = await openObject(bucket, key, range);
  if (opened === "missing") return undefined;
  if (opened === "bad_range") return new Uint8Array();
  const chunks: Buffer[] = [];
  for await (const chunk of opened.body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
