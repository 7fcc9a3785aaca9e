export type MailHeader = { name: string; value: string };

/** SES reads at most this much of a message's head, bytes. */
const longestHead = 256 * 1024;

/** The message's own header fields in order, unfolded. They are the sender's words and prove nothing. */
export function readHeaders(raw: Buffer): MailHeader[] {
  const head = raw.subarray(0, longestHead).toString("utf8");
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length;
  const unfolded = head.slice(0, end).replaceAll(/\r?\n[ \t]+/g, " ");
  return unfolded.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(":");
    return colon > 0 ? [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }] : [];
  });
}

/** SES's `commonHeaders`: the usual fields, addresses as lists. */
export function commonHeaders(headers: MailHeader[], source: string) {
  const one = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  const list = (name: string) => {
    const values = headers.filter((header) => header.name.toLowerCase() === name);
    return values.length === 0 ? undefined : values.flatMap(({ value }) => splitAddresses(value));
  };
  const fields = {
    returnPath: source,
    from: list("from"),
    date: one("date"),
    to: list("to"),
    cc: list("cc"),
    replyTo: list("reply-to"),
    messageId: one("message-id"),
    subject: one("subject"),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Splits at commas, but not inside quotes. */
function splitAddresses(value: string): string[] {
  return [...value.matchAll(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g)].map(([part]) => part.trim()).filter(Boolean);
}
