/**
 * A file in pieces, in their order. What is made of a large document is never put together: its pieces, among them the
 * document's own, are checked, hashed and sent one after the other, and nothing is held twice.
 */
export type Pieces = readonly Uint8Array[];

/** A file in one, or in pieces. */
export type FileBytes = Uint8Array | Pieces;

export const piecesOf = (file: FileBytes): Pieces => (file instanceof Uint8Array ? [file] : file);

/** Bytes. */
export const sizeOf = (pieces: Pieces): number => pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);

/** In one, for whoever goes to and fro in it; copied only where there are several pieces. */
export function whole(pieces: Pieces): Uint8Array {
  const [only] = pieces;
  return pieces.length === 1 && only ? only : Buffer.concat(pieces);
}
