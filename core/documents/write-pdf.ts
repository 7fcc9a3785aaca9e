import { startPieces, type Pieces, type PieceWriter } from "./pieces.ts";

/** A PDF in the making. Objects are numbered from 1 in the order they are added. */
export type PdfFile = {
  /** Adds an object, with a stream if given (its /Length is written here); answers its number. */
  add: (dictionary: string, stream?: Uint8Array) => number;
  /** Takes a number for an object that is set later. */
  reserve: () => number;
  set: (number: number, dictionary: string, stream?: Uint8Array) => void;
  /** The finished file. Every reserved number must have been set. */
  finish: (catalog: number) => Pieces;
};

const opening = Buffer.from("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", "latin1");

export function startPdf(): PdfFile {
  const file = startPieces([opening]);
  const offsets: number[] = [];
  const reserve = () => offsets.push(-1);
  const set = (number: number, dictionary: string, stream?: Uint8Array) => {
    offsets[number - 1] = file.size();
    writeObject(file, number, dictionary, stream);
  };
  return {
    reserve,
    set,
    add: (dictionary, stream) => {
      const number = reserve();
      set(number, dictionary, stream);
      return number;
    },
    finish: (catalog) => {
      if (offsets.includes(-1)) throw new Error("an object of the PDF was reserved and never written");
      const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
      const size = offsets.length + 1;
      const trailer = `trailer\n<< /Size ${size} /Root ${catalog} 0 R >>\nstartxref\n${file.size()}\n%%EOF\n`;
      file.text(`xref\n0 ${size}\n0000000000 65535 f \n${rows}${trailer}`);
      return file.pieces();
    },
  };
}

/** Writes an object; the length of its stream, if it has one, is put into its dictionary. */
export function writeObject(
  file: PieceWriter,
  number: number,
  dictionary: string,
  stream?: Uint8Array,
): void {
  if (!stream) return file.text(`${number} 0 obj\n${dictionary}\nendobj\n`);
  const open = dictionary.slice(0, dictionary.lastIndexOf(">>"));
  file.text(`${number} 0 obj\n${open}/Length ${stream.byteLength} >>\nstream\n`);
  file.bytes(stream);
  file.text("\nendstream\nendobj\n");
}

/** A number as PDF writes it: at most six decimals, no exponent. */
export const pdfNumber = (value: number): string => {
  const rounded = Math.round(value * 1e6) / 1e6;
  return Math.abs(rounded) < 1e-3 && rounded !== 0 ? rounded.toFixed(6) : String(rounded);
};
