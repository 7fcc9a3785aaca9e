export type TextKind = "text" | "html";

export type FoundText = { kind: TextKind; text: string };

/** So much of a file is looked at to tell whether it is text. */
const sampleBytes = 64 * 1024;

/**
 * Reads a file as text: UTF-8, UTF-16 with or without a mark, else Windows-1252 (which Latin-1 texts are in
 * practice). Undefined if it holds what no text holds.
 */
export function tellText(file: Uint8Array): FoundText | undefined {
  const text = decode(file);
  if (text === undefined) return undefined;
  return { kind: looksLikeHtml(text) ? "html" : "text", text };
}

function decode(file: Uint8Array): string | undefined {
  const [first = 0, second = 0, third = 0] = file;
  if (first === 0xef && second === 0xbb && third === 0xbf) return wellFormed(file.subarray(3), "utf-8");
  if (first === 0xff && second === 0xfe) return wellFormed(file.subarray(2), "utf-16le");
  if (first === 0xfe && second === 0xff) return wellFormed(file.subarray(2), "utf-16be");
  const unmarked = unmarkedUtf16(file);
  if (unmarked) return wellFormed(file, unmarked);
  if (hasControls(file)) return undefined;
  return wellFormed(file, "utf-8") ?? new TextDecoder("windows-1252").decode(file);
}

/** Undefined where bytes do not fit the encoding, or a text of it holds characters that no text has. */
function wellFormed(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.slice(0, sampleBytes).includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Western text in UTF-16 has a zero in every second byte, nearly never in the others. */
function unmarkedUtf16(file: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (file.byteLength < 4 || file.byteLength % 2 === 1) return undefined;
  const sample = file.subarray(0, sampleBytes);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample.byteLength; at += 2) {
    if (sample[at] === 0) even++;
    if (sample[at + 1] === 0) odd++;
  }
  const pairs = sample.byteLength / 2;
  if (odd > pairs * 0.7 && even < pairs * 0.05) return "utf-16le";
  if (even > pairs * 0.7 && odd < pairs * 0.05) return "utf-16be";
  return undefined;
}

/** Control characters other than tab, line feed, vertical tab, form feed, return, and escape. */
function hasControls(file: Uint8Array): boolean {
  for (const byte of file.subarray(0, sampleBytes)) {
    if (byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27) return true;
    if (byte === 127) return true;
  }
  return false;
}

const looksLikeHtml = (text: string): boolean =>
  /^\s*(<!--[^]*?-->\s*)*<(!doctype\s+html|html|head|body|div|p|table|span|h[1-6]|meta|style)[\s>]/i.test(
    text.slice(0, 4096),
  );
