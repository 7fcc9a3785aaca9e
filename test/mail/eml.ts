/**
 * A message as a program wrote it: the template without its margin, lines ending in CRLF. Bytes go in as they are, for
 * what is no UTF-8.
 */
export function eml(strings: TemplateStringsArray, ...values: (string | Buffer)[]): Buffer {
  const margin = /^\n */.exec(strings[0] ?? "")?.[0] ?? "\n";
  const written = strings.map((piece) => piece.replaceAll(margin, "\n"));
  written[0] = written[0]?.slice(1) ?? "";
  written[written.length - 1] = written.at(-1)?.replace(/\n *$/, "\n") ?? "";
  return Buffer.concat(written.flatMap((piece, index) => [asLines(piece), asLines(values[index] ?? "")]));
}

const asLines = (piece: string | Buffer): Buffer =>
  typeof piece === "string" ? Buffer.from(piece.replace(/\r?\n/g, "\r\n")) : piece;

/** A file in Base64, in lines of `width` letters. */
export const base64 = (bytes: Uint8Array, width = 76): string =>
  (
    Buffer.from(bytes)
      .toString("base64")
      .match(new RegExp(`.{1,${width}}`, "g")) ?? []
  ).join("\r\n");

/** Letters as the bytes they have in Latin-1. */
export const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
