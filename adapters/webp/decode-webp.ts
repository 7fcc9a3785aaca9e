import decode, { init } from "@jsquash/webp/decode.js";
import type { GreyRaster } from "../../core/documents/image/raster.ts";
import { greyOf, overWhite } from "../../core/documents/image/raster.ts";

let started: Promise<unknown> | undefined;

/** Decodes a WebP (its first picture), transparent parts on white. `wasm` is read once. Throws if it is damaged. */
export async function decodeWebp(file: Uint8Array, wasm: () => Uint8Array): Promise<GreyRaster> {
  started ??= WebAssembly.compile(wasm() as Uint8Array<ArrayBuffer>).then((module) => init(module));
  await started;
  const { width, height, data } = await decode(new Uint8Array(file).buffer);
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    const from = at * 4;
    const shade = greyOf(data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0);
    grey[at] = overWhite(shade, data[from + 3] ?? 255);
  }
  return { width, height, grey };
}
