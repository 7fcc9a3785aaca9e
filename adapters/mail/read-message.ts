import PostalMime, { type Address } from "postal-mime";
import { tellKind } from "../../core/documents/tell-kind.ts";
import type { ReadMessage } from "../../core/operations/fax-from-mail.ts";

/** Limits on what a hostile message may make the parser do. */
const maxNestingDepth = 20;
const maxHeadersSize = 1_000_000;
const maxAttachments = 50;

/** Reads a raw message: its attachments that can be faxed, in order, what was left out, and the addresses of its To header. */
export async function readMessage(raw: Uint8Array): Promise<ReadMessage | "unreadable"> {
  const email = await PostalMime.parse(raw, {
    attachmentEncoding: "arraybuffer",
    maxNestingDepth,
    maxHeadersSize,
  }).catch(() => undefined);
  if (!email || email.headers.length === 0) return "unreadable";

  const documents: Uint8Array[] = [];
  const skipped: string[] = [];
  for (const [index, attachment] of email.attachments.entries()) {
    if (index >= maxAttachments) {
      skipped.push(attachment.mimeType);
      continue;
    }
    const bytes =
      typeof attachment.content === "string"
        ? new TextEncoder().encode(attachment.content)
        : new Uint8Array(attachment.content);
    const kind = kindOf(bytes, attachment.mimeType, attachment.filename ?? "");
    // Pictures that the text itself shows (logos, signatures) are part of the text, not documents.
    const isShown = attachment.related === true || attachment.disposition === "inline";
    if (kind === "document" || (kind === "picture" && !isShown)) documents.push(bytes);
    else if (!isShown) skipped.push(attachment.mimeType);
  }
  return { documents, skipped, to: (email.to ?? []).flatMap(addressesOf) };
}

/** What can be faxed, by its content; of text, which all else may look like, only what says that it is a letter. */
function kindOf(bytes: Uint8Array, mimeType: string, fileName: string): "document" | "picture" | "other" {
  const kind = tellKind(bytes);
  const isNamedPdf = mimeType.toLowerCase() === "application/pdf" || /\.pdf$/i.test(fileName);
  // What should be a PDF and is none is to fail with its reason, not to be left out.
  if (kind === "pdf" || isNamedPdf) return "document";
  if (kind === "tiff") return "document";
  if (kind === "png" || kind === "jpeg" || kind === "gif" || kind === "webp") return "picture";
  const isLetter = /^text\/(plain|html)$/i.test(mimeType) || /\.(txt|html?)$/i.test(fileName);
  return (kind === "text" || kind === "html") && isLetter ? "document" : "other";
}

/** An address, or the members of a group. */
const addressesOf = (entry: Address): string[] =>
  entry.group ? entry.group.flatMap((member) => member.address ?? []) : entry.address ? [entry.address] : [];
