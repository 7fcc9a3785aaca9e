import { inflateSync } from "node:zlib";
import { Unfit } from "../fault.ts";

/** Unpacks a strip to exactly `size` bytes; what is missing stays zero as in other readers, never more is made. */
export function decompress(data: Buffer, compression: number, size: number): Uint8Array {
  switch (compression) {
    case 1:
      return padded(data.subarray(0, size), size);
    case 5:
      return padded(unpackLzw(data, size), size);
    case 8:
    case 32946:
      return padded(inflate(data, size), size);
    case 32773:
      return padded(unpackBits(data, size), size);
    default:
      throw new Unfit("tiff_unsupported");
  }
}

/** A strip that gives less than half of its dots is damage, not a writer's habit. */
function padded(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.byteLength === size) return bytes;
  if (bytes.byteLength * 2 < size) throw new Unfit("tiff_unsupported");
  const whole = new Uint8Array(size);
  whole.set(bytes);
  return whole;
}

function inflate(data: Buffer, size: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: size + 65_536 }).subarray(0, size);
  } catch {
    throw new Unfit("tiff_unsupported");
  }
}

/** TIFF 6.0, section 9. */
export function unpackBits(data: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let to = 0;
  let at = 0;
  while (at < data.byteLength && to < size) {
    const control = data[at++] ?? 0;
    if (control === 128) continue;
    if (control < 128) {
      const run = data.subarray(at, at + Math.min(control + 1, size - to));
      out.set(run, to);
      to += run.byteLength;
      at += control + 1;
    } else {
      const end = Math.min(to + 257 - control, size);
      out.fill(data[at++] ?? 0, to, end);
      to = end;
    }
  }
  return out.subarray(0, to);
}

const clearCode = 256;
const endCode = 257;

/** TIFF 6.0, section 13: codes of 9 to 12 bits, highest bit first, one entry earlier than GIF's. */
export function unpackLzw(data: Uint8Array, size: number): Uint8Array {
  // The oldest writers had the bits the other way round.
  if (data[0] === 0 && ((data[1] ?? 0) & 1) === 1) throw new Unfit("tiff_unsupported");
  const out = new Uint8Array(size);
  // Every entry of the table is a piece of what was written already: where it begins and how long it is.
  const starts = new Int32Array(4097);
  const lengths = new Int32Array(4097);
  let next = 258;
  let width = 9;
  let held = 0;
  let bits = 0;
  let to = 0;
  let last = -1;
  let lastStart = 0;
  for (let at = 0; at < data.byteLength && to < size;) {
    while (bits < width && at < data.byteLength) {
      held = ((held << 8) | (data[at++] ?? 0)) & 0xfffff;
      bits += 8;
    }
    if (bits < width) break;
    bits -= width;
    const code = (held >>> bits) & ((1 << width) - 1);
    if (code === endCode) break;
    if (code === clearCode) {
      next = 258;
      width = 9;
      last = -1;
      continue;
    }
    const start = to;
    if (code < 256) out[to++] = code;
    else {
      if (last < 0 || code > next || (code === next && next > 4095)) throw new Unfit("tiff_unsupported");
      // The entry about to be made is the last one and its own first byte, which lies right behind it.
      const from = code === next ? lastStart : (starts[code] ?? 0);
      const length = code === next ? to - lastStart + 1 : (lengths[code] ?? 0);
      for (let index = 0; index < length && to < size; index++) out[to++] = out[from + index] ?? 0;
    }
    if (last >= 0 && next < 4096) {
      starts[next] = lastStart;
      lengths[next] = start - lastStart + 1;
      next++;
    }
    if (next + 1 >= 1 << width && width < 12) width++;
    last = code;
    lastStart = start;
  }
  return out.subarray(0, to);
}
