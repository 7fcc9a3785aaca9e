import PostalMime, { type Address, type Email } from "postal-mime";
import { maxMessageBytes } from "../../core/document-check.ts";
import { spoken, textOfHtml } from "../../core/mail/message-text.ts";
import type { ReadMessage } from "../../core/mail/read-message.ts";
import { isSeal, isSignature, isTnef, kindOfAttachment } from "../../core/mail/tell-attachment.ts";
import { readTnef } from "./read-tnef.ts";

/** Limits on what a hostile message may make the parser do. */
const maxNestingDepth = 20;
const maxHeadersSize = 1_000_000;
const maxAttachments = 50;
/** Messages within messages, and the bytes of all together: line by line the parser needs twenty times as much memory. */
const maxForwards = 5;
const maxBytes = maxMessageBytes;
/** Of lines with words; the parser needs fifty times as much memory for them. */
const maxTextBytes = 20 * 1024 * 1024;

/** Reads a raw message: what can be faxed of it, in order, what was left out, and the addresses of its To header. */
export const readMessage = async (raw: Uint8Array): Promise<ReadMessage | "unreadable" | "too_large"> =>
  textBytes(raw) > maxTextBytes
    ? "too_large"
    : readNested(raw, {
        attachments: maxAttachments,
        forwards: maxForwards,
        bytes: maxBytes - raw.byteLength,
      });

/** Bytes in lines that hold a blank, as lines of coded files do not. */
function textBytes(raw: Uint8Array): number {
  let sum = 0;
  for (let start = 0; start < raw.length;) {
    const found = raw.indexOf(0x0a, start);
    const end = found < 0 ? raw.length : found + 1;
    if (raw.subarray(start, end).includes(0x20)) sum += end - start;
    start = end;
  }
  return sum;
}

/** How much of a message is still read; the messages in it share it. */
type Budget = { attachments: number; forwards: number; bytes: number };

async function readNested(raw: Uint8Array, budget: Budget): Promise<ReadMessage | "unreadable"> {
  const email = await PostalMime.parse(raw, {
    attachmentEncoding: "arraybuffer",
    maxNestingDepth,
    maxHeadersSize,
    // Messages within it are read by us, one after the other.
    maxRfc822NestingDepth: 0,
  }).catch(() => undefined);
  if (!email || email.headers.length === 0) return "unreadable";
  const to = (email.to ?? []).flatMap(addressesOf);
  return {
    ...(await attachedTo(email, budget)),
    to,
    subject: oneLine(email.subject ?? ""),
    ...textOf(email),
  };
}

type Attached = Pick<ReadMessage, "documents" | "skipped">;
type Attachment = { bytes: Uint8Array; mimeType: string; name: string; isShown: boolean };

async function attachedTo({ attachments }: Email, budget: Budget): Promise<Attached> {
  const found: Attached = { documents: [], skipped: [] };
  for (const { content, mimeType, filename, related, disposition } of attachments) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
    const isShown = related === true || disposition === "inline";
    const attachment = { bytes, mimeType, name: filename ?? "", isShown };
    const inside = await unpack(attachment, budget);
    found.documents.push(...inside.documents);
    found.skipped.push(...inside.skipped);
  }
  return found;
}

/** What an attachment holds: itself, or what was attached to it. */
async function unpack(attachment: Attachment, budget: Budget): Promise<Attached> {
  const { bytes, mimeType } = attachment;
  if (mimeType === "message/rfc822") return (await readForwarded(bytes, budget)) ?? look(attachment, budget);
  if (!isTnef(mimeType)) return look(attachment, budget);
  const files = readTnef(bytes);
  // Its beginning may look like the document that it holds a part of.
  if (!files) return { documents: [], skipped: [mimeType] };
  const looks = files.map((file) =>
    look({ ...file, mimeType: "application/octet-stream", isShown: false }, budget),
  );
  return {
    documents: looks.flatMap(({ documents }) => documents),
    skipped: looks.flatMap(({ skipped }) => skipped),
  };
}

/** Whether it can be faxed, is part of the text, or has to be left out. */
function look({ bytes, mimeType, name, isShown }: Attachment, budget: Budget): Attached {
  const nothing: Attached = { documents: [], skipped: [] };
  if (isSeal(mimeType)) return nothing;
  if (budget.attachments-- <= 0) return { ...nothing, skipped: [mimeType] };
  const kind = kindOfAttachment(bytes, mimeType, name);
  const isDrawn = isShown && kind === "picture" && isSignature(bytes);
  if (kind !== "other" && !isDrawn) return { ...nothing, documents: [bytes] };
  return isShown ? nothing : { ...nothing, skipped: [mimeType] };
}

/** A message that is attached is its text and what is attached to it. */
async function readForwarded(raw: Uint8Array, budget: Budget): Promise<Attached | undefined> {
  budget.bytes -= raw.byteLength;
  if (budget.forwards-- <= 0 || budget.bytes < 0) return undefined;
  const message = await readNested(raw, budget);
  if (message === "unreadable") return undefined;
  const { documents, skipped, textDocument } = message;
  return { documents: [...(textDocument ? [textDocument] : []), ...documents], skipped };
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

function textOf({ text, html }: Email): Pick<ReadMessage, "text" | "textDocument"> {
  const said = spoken(text ?? textOfHtml(html ?? ""));
  if (said === "") return { text: said };
  // What was formatted is shown so; the text beside it is the program's guess.
  return { text: said, textDocument: new TextEncoder().encode(html ?? said) };
}

/** An address, or the members of a group. */
const addressesOf = (entry: Address): string[] =>
  entry.group ? entry.group.flatMap((member) => member.address ?? []) : entry.address ? [entry.address] : [];
