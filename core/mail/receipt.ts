import * as v from "valibot";

/** SES's notification of a stored message: recipients and verdicts come from here, never from the message. */
const verdict = v.optional(v.object({ status: v.string() }), { status: "GRAY" });

const notification = v.object({
  notificationType: v.literal("Received"),
  receipt: v.object({
    recipients: v.array(v.string()),
    spamVerdict: verdict,
    virusVerdict: verdict,
    spfVerdict: verdict,
    dkimVerdict: verdict,
    dmarcVerdict: verdict,
    action: v.object({ bucketName: v.optional(v.string()), objectKey: v.optional(v.string()) }),
  }),
  mail: v.object({
    timestamp: v.optional(v.string(), ""),
    messageId: v.string(),
    source: v.string(),
    headers: v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []),
    commonHeaders: v.optional(
      v.object({
        from: v.optional(v.array(v.string()), []),
        messageId: v.optional(v.string()),
        subject: v.optional(v.string()),
      }),
      { from: [] },
    ),
  }),
});

export type MailReceipt = {
  /** When SES took the message in, epoch ms; undefined where it does not say. */
  receivedAt: number | undefined;
  /** SES's own id of the message: names the stored object. */
  sesMessageId: string;
  objectKey: string;
  /** Envelope sender. */
  source: string;
  /** The one address of the From header, lower case; empty where there is none or more than one. */
  from: string;
  /** The Message-ID header, or SES's id where there is none. */
  messageId: string;
  hasMessageId: boolean;
  /** Earlier messages of the same exchange, oldest first. */
  references: string[];
  subject: string;
  /** Written by a program: an answer while somebody is away, a bounce, a list. */
  isAutomatic: boolean;
  /** Envelope recipients: Bcc is here, and nobody else. */
  recipients: string[];
  verdicts: { spam: string; virus: string; spf: string; dkim: string; dmarc: string };
};

/** Reads SES's notification (raw from SNS); undefined if it is none. */
export function readMailReceipt(message: unknown): MailReceipt | undefined {
  const parsed = v.safeParse(notification, message);
  if (!parsed.success) return undefined;
  const { receipt, mail } = parsed.output;
  if (!receipt.action.objectKey) return undefined;
  const [from, second] = mail.commonHeaders.from;
  return {
    receivedAt: Number.isNaN(Date.parse(mail.timestamp)) ? undefined : Date.parse(mail.timestamp),
    sesMessageId: mail.messageId,
    objectKey: receipt.action.objectKey,
    source: mail.source === "<>" ? "" : mail.source.toLowerCase(),
    from: second === undefined ? addressOf(from ?? "") : "",
    messageId: mail.commonHeaders.messageId?.slice(0, 500) ?? mail.messageId,
    hasMessageId: mail.commonHeaders.messageId !== undefined,
    references: (header(mail.headers, "references") ?? "").match(/<[^<>\s]{1,250}>/g)?.slice(-20) ?? [],
    subject: (mail.commonHeaders.subject ?? "").replace(/\s+/g, " ").trim().slice(0, 300),
    isAutomatic: isAutomatic(mail.headers),
    recipients: receipt.recipients.slice(0, 100),
    verdicts: {
      spam: receipt.spamVerdict.status,
      virus: receipt.virusVerdict.status,
      spf: receipt.spfVerdict.status,
      dkim: receipt.dkimVerdict.status,
      dmarc: receipt.dmarcVerdict.status,
    },
  };
}

type Header = { name: string; value: string };

const header = (headers: Header[], wanted: string): string | undefined =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value;

/** What programs write into their messages' headers (RFC 3834, RFC 2919, and what came before them). */
function isAutomatic(headers: Header[]): boolean {
  const auto = header(headers, "auto-submitted")?.trim().toLowerCase();
  if (auto !== undefined && auto !== "no") return true;
  if (/^(bulk|junk|list|auto_reply)$/i.test(header(headers, "precedence")?.trim() ?? "")) return true;
  if (/\b(all|autoreply)\b/i.test(header(headers, "x-auto-response-suppress") ?? "")) return true;
  // What became of a message of ours: undeliverable, or read.
  if (/^multipart\/report\b/i.test(header(headers, "content-type")?.trim() ?? "")) return true;
  return ["list-id", "list-unsubscribe", "x-autoreply", "x-autorespond"].some(
    (name) => header(headers, name) !== undefined,
  );
}

/** `Ann <Ann@Example.com>`, or as machines of old write it `Ann@Example.com (Ann)`, to `ann@example.com`; empty if there is no single address. */
function addressOf(written: string): string {
  const header = written.replace(/\s\([^()<>@,;:"\\]*\)\s*$/, "");
  const bracketed = /^([^<>]*)<([^<>]*)>\s*$/.exec(header);
  // A name may be anything in quotes; outside them nothing that could be a second address.
  const name = (bracketed?.[1] ?? "").replace(/"(?:[^"\\]|\\.)*"/g, "");
  if (/[@,;:()]/.test(name)) return "";
  const address = (bracketed?.[2] ?? header).trim().toLowerCase();
  return /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/.test(address) ? address : "";
}
