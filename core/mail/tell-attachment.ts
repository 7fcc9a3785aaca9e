import { readJpeg } from "../documents/image/read-jpeg.ts";
import { readPngChunks } from "../documents/image/png-chunks.ts";
import { webpSize } from "../documents/image/webp-facts.ts";
import { tellKind, type FileKind } from "../documents/tell-kind.ts";

/** What programs add to a message or file on their own: a signature, the key it needs, what a Mac keeps beside a file. */
export const isByproduct = (mimeType: string): boolean =>
  /^application\/((x-)?(pkcs7|pgp)-signature|pgp-keys|applefile)$/i.test(mimeType);

/** Other forms of a message's text, as long as nobody attached them: an invitation, what only one program shows. */
export const isFormOfText = (mimeType: string): boolean =>
  /^text\/(calendar|x-amp-html|x-watch-html|enriched|richtext)$/i.test(mimeType);

/** What comes with a letter and is none: without it the text is all that was meant. */
export const isCompanion = (mimeType: string): boolean =>
  /^(text\/(x-)?vcard|text\/calendar|application\/ics)$/i.test(mimeType);

/** A message, whatever its program calls the file. */
export const isMessage = (mimeType: string, fileName: string): boolean =>
  /^message\/(rfc822|global)$/i.test(mimeType) || /\.eml$/i.test(fileName);

/** Outlook's own form, in which it hides attachments from other programs: `winmail.dat`. */
export const isTnef = (mimeType: string): boolean => /^application\/(vnd\.)?ms-tnef$/i.test(mimeType);

type AttachmentKind = "document" | "picture" | "other";

const kinds: Record<FileKind, AttachmentKind> = {
  pdf: "document",
  tiff: "document",
  png: "picture",
  jpeg: "picture",
  gif: "picture",
  webp: "picture",
  // What no reader here knows is to fail the fax with its reason: without it the fax would lack a letter or a form.
  docx: "document",
  xlsx: "document",
  pptx: "document",
  odt: "document",
  ods: "document",
  odp: "document",
  doc: "document",
  rtf: "document",
  office_macros: "document",
  office_locked: "document",
  heic: "document",
  text: "other",
  html: "other",
  archive: "other",
  executable: "other",
  empty: "other",
  other: "other",
};

/** What can be faxed, by its content; of text, which all else may look like, only what says that it is a letter. */
export function kindOfAttachment(bytes: Uint8Array, mimeType: string, fileName: string): AttachmentKind {
  // What should be a PDF and is none is to fail with its reason, not to be left out.
  if (mimeType.toLowerCase() === "application/pdf" || /\.pdf$/i.test(fileName)) return "document";
  const kind = tellKind(bytes);
  const isText = kind === "text" || kind === "html";
  const isLetter = /^text\/(plain|html)$/i.test(mimeType) || /\.(txt|html?)$/i.test(fileName);
  return isText && isLetter ? "document" : kinds[kind];
}

/** Pictures of fewer dots, or as flat, are logos, icons and counters; photos and screens have more. */
const smallest = { pixels: 250_000, side: 300 };

/** Whether a picture that a message shows within its text belongs to the signature. One that cannot be read does not. */
export function isSignature(picture: Uint8Array): boolean {
  const [width, height] = sizeOf(picture) ?? [Infinity, Infinity];
  return width * height < smallest.pixels || Math.min(width, height) < smallest.side;
}

function sizeOf(picture: Uint8Array): [width: number, height: number] | undefined {
  try {
    switch (tellKind(picture)) {
      case "png": {
        const { widthPx, heightPx } = readPngChunks(picture);
        return [widthPx, heightPx];
      }
      case "jpeg": {
        const { widthPx, heightPx } = readJpeg(picture);
        return [widthPx, heightPx];
      }
      case "webp": {
        const { width, height } = webpSize(picture);
        return [width, height];
      }
      case "gif": {
        const view = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
        return [view.readUInt16LE(6), view.readUInt16LE(8)];
      }
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}
