import PostalMime, { type Address, type Email } from "postal-mime";
import { maxMessageBytes } from "../../core/document-check.ts";
import { spoken, textOfHtml } from "../../core/mail/message-text.ts";
import { wellLabelled } from "../../core/mail/wrong-label.ts";
import type { ReadMessage } from "../../core/mail/read-message.ts";
import {
  isByproduct,
  isFormOfText,
  isMessage,
  isSignature,
  isTnef,
  kindOfAttachment,
} from "../../core/mail/tell-attachment.ts";
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
/** `isShown`: within the text, where pictures may be a signature's. `isPart`: of the text, and no file of its own. */
type Attachment = { bytes: Uint8Array; mimeType: string; name: string; isShown: boolean; isPart: boolean };

async function attachedTo(email: Email, budget: Budget): Promise<Attached> {
  const found: Attached = { documents: [], skipped: [] };
  for (const each of email.attachments) {
    const { content, mimeType, filename, disposition } = each;
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
    const isReferred = each.related === true || isNamedIn(email.html, each.contentId);
    const isShown = isReferred || disposition === "inline";
    const isForm = disposition === null && isFormOfText(mimeType);
    const isPart = isForm || (isReferred && disposition !== "attachment");
    const attachment = { bytes, mimeType, name: (filename ?? "").trim(), isShown, isPart };
    const inside = await unpack(attachment, budget);
    found.documents.push(...inside.documents);
    found.skipped.push(...inside.skipped);
  }
  return found;
}

/** Whether the HTML shows the part of this Content-ID, wherever in the message that part stands. */
const isNamedIn = (html = "", contentId = ""): boolean =>
  contentId !== "" && html.includes(`cid:${contentId.replace(/^<|>$/g, "")}`);

/** What an attachment holds: itself, or what was attached to it. */
async function unpack(attachment: Attachment, budget: Budget): Promise<Attached> {
  const { bytes, mimeType, name } = attachment;
  if (isMessage(mimeType, name)) return (await readForwarded(bytes, budget)) ?? look(attachment, budget);
  if (!isTnef(mimeType)) return look(attachment, budget);
  const files = readTnef(bytes);
  // Its beginning may look like the document that it holds a part of.
  if (!files) return { documents: [], skipped: [mimeType] };
  const looks = files.map((file) =>
    look({ ...file, mimeType: "application/octet-stream", isPart: false }, budget),
  );
  return {
    documents: looks.flatMap(({ documents }) => documents),
    skipped: looks.flatMap(({ skipped }) => skipped),
  };
}

/** Whether it can be faxed, is part of the text, or has to be left out. */
function look({ bytes, mimeType, name, isShown, isPart }: Attachment, budget: Budget): Attached {
  const nothing: Attached = { documents: [], skipped: [] };
  if (isByproduct(mimeType)) return nothing;
  if (budget.attachments-- <= 0) return { ...nothing, skipped: [mimeType] };
  const kind = kindOfAttachment(bytes, mimeType, name);
  const isDrawn = isShown && kind === "picture" && isSignature(bytes);
  if (kind !== "other" && !isDrawn) return { ...nothing, documents: [bytes] };
  return isDrawn || isPart ? nothing : { ...nothing, skipped: [mimeType] };
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

function textOf(email: Email): Pick<ReadMessage, "text" | "textDocument"> {
  const [plain, html] = [wellLabelled(email.text ?? ""), wellLabelled(email.html ?? "")];
  // Programs that write HTML alone may put an empty text beside it.
  const said = spoken(plain.trim() === "" ? textOfHtml(html) : plain);
  if (said === "") return { text: said };
  // What was formatted is shown so; the text beside it is the program's guess.
  return { text: said, textDocument: new TextEncoder().encode(html || said) };
}

/** An address, or the members of a group. */
const addressesOf = (entry: Address): string[] =>
  entry.group ? entry.group.flatMap((member) => member.address ?? []) : entry.address ? [entry.address] : [];
