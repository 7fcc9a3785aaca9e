import { Unfit } from "../fault.ts";

/** GIF's LZW: lowest bit first. Throws `Unfit` if it gives less than the picture has. */
export function unpackGifLzw(data: Uint8Array, minimum: number, size: number): Uint8Array {
  if (minimum < 1 || minimum > 11) throw new Unfit("image_unsupported");
  const clearCode = 1 << minimum;
  const out = new Uint8Array(size);
  const starts = new Int32Array(4097);
  const lengths = new Int32Array(4097);
  let [next, width, held, bits, to, last, lastStart] = [clearCode + 2, minimum + 1, 0, 0, 0, -1, 0];
  for (let at = 0; to < size;) {
    while (bits < width && at < data.byteLength) {
      held |= (data[at++] ?? 0) << bits;
      bits += 8;
    }
    if (bits < width) break;
    const code = held & ((1 << width) - 1);
    held >>>= width;
    bits -= width;
    if (code === clearCode + 1) break;
    if (code === clearCode) {
      [next, width, last] = [clearCode + 2, minimum + 1, -1];
      continue;
    }
    if (code > next || (code > clearCode && last < 0)) throw new Unfit("image_unsupported");
    const start = to;
    const from = code === next ? lastStart : (starts[code] ?? 0);
    const length = code < clearCode ? 1 : code === next ? to - lastStart + 1 : (lengths[code] ?? 0);
    if (code < clearCode) out[to++] = code;
    else for (let index = 0; index < length && to < size; index++) out[to++] = out[from + index] ?? 0;
    if (last >= 0 && next < 4096) {
      starts[next] = lastStart;
      lengths[next] = start - lastStart + 1;
      if (++next === 1 << width && width < 12) width++;
    }
    last = code;
    lastStart = start;
  }
  if (to < size) throw new Unfit("image_unsupported");
  return out;
}
