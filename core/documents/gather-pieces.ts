/**
 * Gathers what comes piece by piece. Where it is told how much will come, each piece is written at once where it stays,
 * so that a large document is never held twice. Undefined, and no more is read, where it is more than `maxBytes`.
 */
export async function gather(
  stream: AsyncIterable<unknown> & { destroy: () => unknown },
  { maxBytes, expectedBytes }: { maxBytes: number; expectedBytes?: number | undefined },
): Promise<Buffer | undefined> {
  if (expectedBytes !== undefined && expectedBytes > maxBytes) {
    stream.destroy();
    return undefined;
  }
  let place = Buffer.allocUnsafeSlow(expectedBytes ?? Math.min(maxBytes, 65_536));
  let size = 0;
  for await (const piece of stream as AsyncIterable<Uint8Array>) {
    if (size + piece.byteLength > maxBytes) return undefined;
    if (size + piece.byteLength > place.byteLength) {
      const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, 2 * (size + piece.byteLength)));
      place.copy(larger, 0, 0, size);
      place = larger;
    }
    place.set(piece, size);
    size += piece.byteLength;
  }
  return place.subarray(0, size);
}
