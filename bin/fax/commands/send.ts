import { qualities } from "../../../core/fax.ts";
import { countryOption, type Command } from "../command.ts";
import { recipientGiven } from "../contact-given.ts";
import { documentsGiven, type DocumentFile } from "../documents-given.ts";
import { RequestError } from "../failures.ts";
import { fieldsOf, text, type Fields } from "../fields.ts";
import { hasEnded } from "../follow-fax.ts";
import type { HttpClient } from "../http-client.ts";
import { createForUpload, createWithContents, readOrder, type SendOrder } from "../send-order.ts";
import type { Session } from "../session.ts";
import { tellOrFollow } from "../tell-or-follow.ts";
import { clean } from "../terminal-text.ts";
import { uploadFile } from "../upload-file.ts";
import { uploadProgress } from "../upload-progress.ts";

export const sendCommand: Command = {
  name: "send",
  summary: "send one or more documents as one fax",
  usage: "FILE... --to NUMBER [options]",
  about: [
    "Sends a document (PDF, TIFF, picture, text or HTML) of up to 50 MB, or several of together up to 4 MB as one fax in the order given.",
    "The number may be written as people write it: (312) 555-0148, or 312.555.0148 with --country US.",
    "",
    "  fax send letter.pdf --to +13125550148 --wait",
    "  fax send cover.pdf letter.pdf --to '(312) 555-0148' --reference case-4711 --tag billing",
    "  fax send letter.pdf --to dr-lee",
    "  fax send letter.pdf --to +13125550148 --at 2026-10-02T08:30:00-05:00",
    "",
    "With --wait it shows each step until the fax has ended: exit code 0 if delivered, 1 if failed or canceled.",
  ].join("\n"),
  options: {
    to: { type: "string", value: "NUMBER", text: "where the fax goes; a contact's alias will do" },
    from: { type: "string", value: "NUMBER", text: "your own number (default: the installation's)" },
    country: countryOption,
    wait: { type: "boolean", short: "w", text: "show each step until the fax has ended" },
    at: { type: "string", value: "TIME", text: "call then and not before; the pages are checked at once" },
    quality: { type: "string", value: "Q", text: `one of ${qualities.join(", ")}` },
    reference: { type: "string", value: "TEXT", text: "your own word for this fax, kept with it" },
    tag: { type: "string", multiple: true, value: "TEXT", text: "a tag, kept with the fax" },
    "idempotency-key": {
      type: "string",
      value: "KEY",
      text: "the same key never sends twice (default: a random one)",
    },
  },
  words: { min: 1, max: 50, named: "at least one FILE" },
  run: async (given, session) => {
    const order = readOrder(given, await recipientGiven(given, session));
    const files = documentsGiven(given.words);
    const api = session.api();
    const [only] = files;
    const fax =
      files.length === 1 && only
        ? await sendByUpload(api, order, only, session)
        : fieldsOf((await api(createWithContents(order, files)))["data"]);
    const id = text(fax, "id");
    session.say(clean(`Fax ${id} to ${order.to} is accepted.`));
    return tellOrFollow(session, fax, given.isSet("wait"));
  },
};

/** Creates the fax, then puts its pages: the finished upload is what sends it. */
async function sendByUpload(
  api: HttpClient,
  order: SendOrder,
  file: DocumentFile,
  session: Session,
): Promise<Fields> {
  // The link is a key to the document's place: it is used here and shown nowhere.
  const { upload_url, ...fax } = fieldsOf((await api(createForUpload(order)))["data"]);
  if (text(fax, "id") === "") throw new RequestError("The server's answer names no fax; check the URL.", 202);
  if (typeof upload_url !== "string" || !URL.canParse(upload_url)) {
    const state = hasEnded(fax) ? `has ended (${text(fax, "status")})` : "has its pages already";
    session.note(`This Idempotency-Key was used before: the fax ${state}; nothing was sent again.`);
    return fax;
  }
  const progress = uploadProgress(session.stderr, file);
  try {
    await uploadFile(upload_url, file, { onProgress: progress.show, sleep: session.sleep });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new RequestError(
      `${error.message}\nThe fax ${text(fax, "id")} waits 24 hours for its pages: run the same command again with ` +
        `--idempotency-key ${order.idempotencyKey}, or give it up with: fax cancel ${text(fax, "id")}`,
      error.status,
      error.errors,
      error,
    );
  } finally {
    progress.end();
  }
  return fax;
}
