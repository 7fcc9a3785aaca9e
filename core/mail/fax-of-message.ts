import type { CreateFaxBody } from "../api/create-fax.ts";
import { isCompanion } from "./tell-attachment.ts";
import type { ReadMessage } from "./read-message.ts";
import type { Recipient } from "./recipients.ts";

/** What becomes of a message's own text: a cover page before its attachments, or nothing. */
export const textRules = ["cover", "ignore"] as const;
export type TextRule = (typeof textRules)[number];

/** As cover pages have it. */
const longest = { subject: 300, message: 4_000 };

/**
 * The fax that a message is for one recipient: its documents in order, after a cover page with its subject and text. A
 * text that a cover cannot hold, or that is all there is, is a document itself. Without any document: there is nothing to
 * fax, or only a part of what was meant.
 */
export function faxOfMessage(
  message: ReadMessage,
  to: Recipient & { number: string },
  rule: TextRule,
): { body: CreateFaxBody; contents: Uint8Array[] } {
  const { documents, subject, text, textDocument } = message;
  const isText = rule === "cover" && text !== "";
  const isAlone = documents.length === 0;
  // Of a message whose attachments cannot be faxed the text alone would look like all of it.
  const mayStandAlone = isAlone && message.skipped.every(isCompanion);
  const isTooLong = !isAlone && to.cover !== false && text.length > longest.message;
  const before = isText && textDocument && (mayStandAlone || isTooLong) ? [textDocument] : [];
  const isOnCover = isText && before.length === 0;
  const hasCover = to.cover ?? (isOnCover || to.subAddress !== undefined);
  const subAddress = to.subAddress === undefined ? undefined : `T.33 sub-address ${to.subAddress}`;
  const toName = [to.name, subAddress].filter((part) => part !== undefined).join(", ");
  const cover = {
    ...(toName === "" ? {} : { to_name: toName }),
    ...(subject === "" ? {} : { subject: cut(subject, longest.subject) }),
    ...(isOnCover ? { message: cut(text, longest.message) } : {}),
  };
  return {
    body: {
      to: to.number,
      ...(to.quality === undefined ? {} : { quality: to.quality }),
      ...(hasCover ? { cover_page: cover } : {}),
    },
    contents: [...before, ...documents],
  };
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
