import { maxDocumentBytes } from "../document-check.ts";
import { normaliseFaxNumber } from "../numbering-plan.ts";
import { derivedUuid } from "../ids.ts";
import type { TextRule } from "../mail/fax-of-message.ts";
import type { ReadMessage } from "../mail/read-message.ts";
import { readRecipients } from "../mail/recipients.ts";
import type { ObjectCreated } from "../messages.ts";
import type { Refusal } from "../refusal.ts";
import type { SendOrder } from "./send-fax.ts";
import { refuser, sendOrRefuse, sendToAll } from "./send-message.ts";

export type DropDeps = {
  country: string;
  /** What becomes of the text of a raw message. */
  text: TextRule;
  now: () => number;
  readObject: (
    key: string,
    maxBytes: number,
    eTag: string,
  ) => Promise<{ bytes: Uint8Array } | "missing" | "changed" | "too_large">;
  readMessage: (
    key: string,
    eTag: string,
  ) => Promise<ReadMessage | "missing" | "changed" | "too_large" | "unreadable">;
  sendFax: (order: SendOrder) => Promise<unknown>;
  recordRefusal: (refusal: Refusal) => Promise<void>;
};

/**
 * An object under `drop/<number>/` becomes a fax, a raw message (`.eml`) one per number in its To.
 * Whoever may write there is trusted. An object overwritten meanwhile is left to its own, newer event.
 */
export async function faxFromDrop(deps: DropDeps, object: ObjectCreated): Promise<void> {
  // A "folder" made in the S3 console is an empty object.
  if (object.key.endsWith("/")) return;
  const origin: SendOrder["origin"] = { door: "drop", by: object.key.slice(0, 300) };
  const refuse = refuser(
    deps,
    "drop",
    origin.by,
    `${object.key}#${object.sequencer}`,
    object.createdAt ?? deps.now(),
  );
  const idOf = (number: string) => derivedUuid("drop", object.key, object.sequencer, number);

  if (object.key.toLowerCase().endsWith(".eml")) {
    const message = await deps.readMessage(object.key, object.eTag);
    if (message === "missing" || message === "changed") return;
    if (message === "too_large")
      return refuse(
        [],
        "document_too_large",
        "The message is larger than 40 MB, or has more than 20 MB of text.",
      );
    if (message === "unreadable")
      return refuse([], "message_unreadable", "The object is not a mail message.");
    if (message.to.length === 0) {
      return refuse([], "recipient_not_understood", "The message names no recipient in its To header.");
    }
    const recipients = readRecipients(message.to, undefined, deps.country);
    await sendToAll(message, recipients, { send: deps.sendFax, refuse, text: deps.text, idOf, origin });
    return;
  }

  const written = /^drop\/([^/]{1,40})\/.+$/.exec(object.key)?.[1];
  const number = written ? normaliseFaxNumber(written, deps.country) : undefined;
  if (!number) {
    const detail = "Put documents under drop/<fax number>/, like drop/+13125550148/letter.pdf.";
    return refuse([], "recipient_not_understood", detail);
  }
  const content = await deps.readObject(object.key, maxDocumentBytes, object.eTag);
  if (content === "missing" || content === "changed") return;
  if (content === "too_large")
    return refuse([number], "document_too_large", "The document is larger than 50 MB.");
  await sendOrRefuse(deps.sendFax, refuse, number, {
    faxId: idOf(number),
    body: { to: number },
    contents: [content.bytes],
    mayRepeat: true,
    origin,
  });
}
