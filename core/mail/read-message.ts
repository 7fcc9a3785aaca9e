/** A message, as far as it matters here. */
export type ReadMessage = {
  /** Attachments that can be faxed, in order; pictures that the text shows only where they are no signature. */
  documents: Uint8Array[];
  /** Content types of attachments that cannot, and are not part of the text. */
  skipped: string[];
  /** Addresses of its own To header: trusted in the hot folder only. */
  to: string[];
  /** One line; empty where there is none. */
  subject: string;
  /** What its writer says, without signature. */
  text: string;
  /** The same as a document, as it was formatted; missing where there is no text. */
  textDocument?: Uint8Array;
};
