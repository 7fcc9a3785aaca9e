import PostalMime, { type Address, type Email } from "postal-mime";
import { tellKind, type FileKind } from "../../core/documents/tell-kind.ts";
import { safeName } from "./file-name.ts";

/** `name` is safe to save under; `kind` is told by the bytes, `mimeType` is the mail's own word. */
export type MailFile = { name: string; mimeType: string; kind: FileKind; bytes: Uint8Array };

export type ReadMail = {
  subject: string;
  /** The headers that people ask about, in their usual order; those that are missing are left out. */
  headers: { name: string; value: string }[];
  text: string | undefined;
  html: string | undefined;
  files: MailFile[];
};

/** SES takes no larger mail from us; a page needs no longer line or text. */
const maxBytes = 40_000_000;
const maxLine = 1_000;
const maxFiles = 100;

/** Reads a raw message; undefined for one that no mail program could read. */
export async function readMail(raw: Uint8Array): Promise<ReadMail | undefined> {
  if (raw.byteLength > maxBytes) return undefined;
  const email = await PostalMime.parse(raw, {
    attachmentEncoding: "arraybuffer",
    maxNestingDepth: 20,
    maxHeadersSize: 1_000_000,
    // An attached message is a file like any other.
    forceRfc822Attachments: true,
  }).catch(() => undefined);
  if (!email || email.headers.length === 0) return undefined;
  return {
    subject: line(email.subject ?? "") || "(no subject)",
    headers: headersOf(email),
    text: email.text,
    html: email.html,
    files: email.attachments.slice(0, maxFiles).map(({ filename, mimeType, content }, index) => {
      const bytes = typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
      const name = safeName(filename ?? "", `attachment-${index + 1}`);
      return { name, mimeType: line(mimeType), kind: tellKind(bytes), bytes };
    }),
  };
}

function headersOf(email: Email): ReadMail["headers"] {
  const plain = (key: string) => email.headers.find((header) => header.key === key)?.value;
  const found = {
    From: spelled(email.from),
    To: email.to?.map(spelled).join(", "),
    Cc: email.cc?.map(spelled).join(", "),
    "Reply-To": email.replyTo?.map(spelled).join(", "),
    Date: plain("date"),
    "In-Reply-To": plain("in-reply-to"),
    "Message-ID": plain("message-id"),
  };
  return Object.entries(found).flatMap(([name, value]) => (value ? [{ name, value: line(value) }] : []));
}

/** `Ann <ann@example.com>`, or a group's name and members. */
function spelled(address: Address | undefined): string {
  if (!address) return "";
  if (address.group) return `${address.name}: ${address.group.map(spelled).join(", ")};`;
  return address.name ? `${address.name} <${address.address}>` : address.address;
}

const line = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, maxLine);
