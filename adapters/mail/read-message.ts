import PostalMime, { type Address } from "postal-mime";
import type { ReadMessage } from "../../core/operations/fax-from-mail.ts";

/** Limits on what a hostile message may make the parser do. */
const maxNestingDepth = 20;
const maxHeadersSize = 1_000_000;
const maxAttachments = 50;

/** Reads a raw message: its PDF attachments in order, what was left out, and the addresses of its To header. */
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
    const isPdf =
      attachment.mimeType.toLowerCase() === "application/pdf" ||
      attachment.filename?.toLowerCase().endsWith(".pdf") === true;
    if (isPdf) documents.push(bytes);
    // Pictures that the text itself shows (logos, signatures) are part of the text, not documents.
    else if (!attachment.related && attachment.disposition !== "inline") skipped.push(attachment.mimeType);
  }
  return { documents, skipped, to: (email.to ?? []).flatMap(addressesOf) };
}

/** An address, or the members of a group. */
const addressesOf = (entry: Address): string[] =>
  entry.group ? entry.group.flatMap((member) => member.address ?? []) : entry.address ? [entry.address] : [];
