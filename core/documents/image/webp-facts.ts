import { checkPixels, Unfit } from "../fault.ts";

/** Size of a WebP from its header (RFC 9649), checked before anything is decoded. Throws `Unfit`. */
export function webpSize(file: Uint8Array): { width: number; height: number } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.byteLength < 30 || bytes.readUInt32LE(4) + 8 > bytes.byteLength)
    throw new Unfit("image_unsupported");
  const size = sizeOf(bytes, bytes.toString("latin1", 12, 16));
  checkPixels(size.width, size.height, "image_unsupported");
  return size;
}

function sizeOf(bytes: Buffer, chunk: string): { width: number; height: number } {
  switch (chunk) {
    case "VP8X":
      // Bit 1: a moving picture, which a page cannot show.
      if ((bytes[20] ?? 0) & 2) throw new Unfit("image_unsupported");
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case "VP8L": {
      const packed = bytes.readUInt32LE(21);
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      throw new Unfit("image_unsupported");
  }
}
