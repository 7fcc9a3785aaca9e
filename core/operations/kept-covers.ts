import type { DocumentFault } from "../document-check.ts";
import { maxCoverBytes } from "../covers.ts";
import { coverKey } from "../keys-in-bucket.ts";
import type { CoverBody } from "../page-wishes.ts";
import type { MakeOptions } from "./make-document.ts";

type ReadObject = (key: string, maxBytes: number) => Promise<{ bytes: Uint8Array } | string>;

/** Adds the files of the installation's own that a cover page names, as they are now. */
export async function withKeptCovers(
  readObject: ReadObject,
  options: MakeOptions,
  { own, logo }: CoverBody = {},
): Promise<MakeOptions | DocumentFault> {
  if (!options.cover || (own === undefined && logo === undefined)) return options;
  const kept: { page?: Uint8Array; logo?: Uint8Array } = {};
  for (const [part, name] of [
    ["page", own],
    ["logo", logo],
  ] as const) {
    if (name === undefined) continue;
    const file = await readObject(coverKey(name), maxCoverBytes);
    if (typeof file === "string") return "cover_missing";
    kept[part] = file.bytes;
  }
  return { ...options, cover: { ...options.cover, kept } };
}
