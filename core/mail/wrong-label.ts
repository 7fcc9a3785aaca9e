/** The byte of each character of Windows-1252, which is what Latin-1 and ASCII are read as. */
const byteOf = new Map(
  [...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].map(
    (letter, byte) => [letter, byte] as const,
  ),
);

/** A text as it was meant: of UTF-8 that its label called Latin-1 or ASCII, `GrÃ¼ÃŸe`, the letters that it has. */
export function wellLabelled(text: string): string {
  if (!/[\u00c2-\u00f4]/.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (const letter of text) {
    const byte = byteOf.get(letter);
    if (byte === undefined) return text;
    bytes[length++] = byte;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } catch {
    // Latin-1 after all: hardly any text of it is also UTF-8.
    return text;
  }
}
