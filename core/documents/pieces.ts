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

/** A file that is written from its beginning to its end: text in Latin-1, and bytes that are taken over as they are. */
export type PieceWriter = {
  text: (text: string) => void;
  bytes: (bytes: Uint8Array) => void;
  /** Bytes written by now. */
  size: () => number;
  pieces: () => Pieces;
};

/** Begins a file with what is there already. */
export function startPieces(begun: Pieces): PieceWriter {
  const pieces = [...begun];
  let size = sizeOf(pieces);
  // Text is gathered until bytes follow: many short ones make one piece.
  let gathered = "";
  const put = (bytes: Uint8Array) => {
    pieces.push(bytes);
    size += bytes.byteLength;
  };
  const flush = () => {
    if (gathered !== "") put(Buffer.from(gathered, "latin1"));
    gathered = "";
  };
  return {
    text: (text) => void (gathered += text),
    bytes(bytes) {
      flush();
      put(bytes);
    },
    size: () => size + gathered.length,
    pieces() {
      flush();
      return pieces;
    },
  };
}
