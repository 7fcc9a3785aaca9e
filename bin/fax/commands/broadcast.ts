import { randomUUID } from "node:crypto";
import type { Command, GivenWords } from "../command.ts";
import { documentsGiven, type DocumentFile } from "../documents-given.ts";
import { exitCodes, RequestError, UsageError } from "../failures.ts";
import { faxNumberGiven } from "../fax-number-given.ts";
import { fieldsOf, number, text, type Fields } from "../fields.ts";
import { followBroadcast } from "../follow-broadcast.ts";
import type { HttpClient } from "../http-client.ts";
import type { Session } from "../session.ts";
import { clean } from "../terminal-text.ts";
import { uploadFile } from "../upload-file.ts";
import { uploadProgress } from "../upload-progress.ts";

export const broadcastCommand: Command = {
  name: "broadcast",
  summary: "send one document to all numbers of a list",
  usage: "LIST DOCUMENT [options]",
  about: [
    "Sends a document to every number of a CSV: one column, or a column named to, number or fax; up to 100,000 rows.",
    "Numbers that cannot be called stop nothing; what was wrong with them is kept with the broadcast.",
    "",
    "  fax broadcast numbers.csv letter.pdf --wait",
    "",
    "With --wait it shows how far it is until every fax has ended: exit code 0 if all were delivered, else 1.",
  ].join("\n"),
  options: {
    from: { type: "string", value: "NUMBER", text: "your own number (default: the installation's)" },
    wait: { type: "boolean", short: "w", text: "show how far it is until every fax has ended" },
    reference: { type: "string", value: "TEXT", text: "your own word for it, kept with every fax" },
    "idempotency-key": {
      type: "string",
      value: "KEY",
      text: "the same key never sends twice (default: a random one)",
    },
  },
  words: { min: 2, max: 2, named: "a LIST and a DOCUMENT" },
  run: async (given, session) => {
    const [list, document] = filesGiven(given.words);
    const api = session.api();
    const key = given.text("idempotency-key") ?? randomUUID();
    const broadcast = await create(api, given, key);
    const id = text(broadcast, "id");
    session.note(`Broadcast ${id} is accepted.`);
    await put(session, broadcast, "document_upload_url", document, key);
    await put(session, broadcast, "upload_url", list, key);
    if (!given.isSet("wait")) {
      session.say(clean(`Broadcast ${id} is under way; see how far it is with GET /v2/broadcasts/${id}`));
      const { upload_url: _list, document_upload_url: _document, ...shown } = broadcast;
      session.answer(shown);
      return exitCodes.done;
    }
    const ended = await followBroadcast(api, id, { tell: session.note, sleep: session.sleep });
    const counts = fieldsOf(ended["counts"]);
    session.say(clean(endLine(ended, counts)));
    session.answer(ended);
    const isAll =
      text(ended, "status") === "completed" && number(counts, "delivered") === number(counts, "created");
    return isAll ? exitCodes.done : exitCodes.notDelivered;
  },
};

function filesGiven(words: string[]): [DocumentFile, DocumentFile] {
  const [[list], [document]] = [documentsGiven(words.slice(0, 1)), documentsGiven(words.slice(1))];
  if (!list || !document)
    throw new UsageError("Give a list and a document: fax broadcast numbers.csv letter.pdf.");
  if (document.path.toLowerCase().endsWith(".csv")) {
    throw new UsageError("The list comes first: fax broadcast numbers.csv letter.pdf.");
  }
  return [list, document];
}

async function create(api: HttpClient, given: GivenWords, key: string): Promise<Fields> {
  const from = faxNumberGiven(given, "from");
  const reference = given.text("reference");
  const answer = await api({
    method: "POST",
    path: "/v2/broadcasts",
    headers: { "idempotency-key": key },
    isRepeatable: true,
    body: () => ({
      contentType: "application/json",
      content: JSON.stringify({
        ...(from ? { from } : {}),
        ...(reference === undefined ? {} : { reference }),
      }),
    }),
  });
  const broadcast = fieldsOf(answer["data"]);
  if (text(broadcast, "id") === "") {
    throw new RequestError("The server's answer names no broadcast; check the URL.", 202);
  }
  return broadcast;
}

/** Puts a file where the broadcast awaits it; nothing if it has come before. The link is shown nowhere. */
async function put(session: Session, broadcast: Fields, link: string, file: DocumentFile, key: string) {
  const url = text(broadcast, link);
  if (!URL.canParse(url)) return session.note(`${file.path} was uploaded before; it counts as it was then.`);
  const progress = uploadProgress(session.stderr, file);
  try {
    await uploadFile(url, file, { onProgress: progress.show, sleep: session.sleep });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new RequestError(
      `${error.message}\nThe broadcast waits 24 hours: run the same command again with --idempotency-key ${key}`,
      error.status,
      error.errors,
      error,
    );
  } finally {
    progress.end();
  }
}

function endLine(broadcast: Fields, counts: Fields): string {
  const detail = text(broadcast, "failure_detail");
  const rejected = number(counts, "rejected") ?? 0;
  return [
    `Broadcast ${text(broadcast, "id")}: ${text(broadcast, "status")}.`,
    `${text(counts, "delivered")} delivered, ${text(counts, "failed")} failed, ${text(counts, "canceled")} canceled.`,
    ...(rejected > 0
      ? [`${rejected} rows make no fax: GET /v2/broadcasts/${text(broadcast, "id")}/rejections.`]
      : []),
    ...(detail ? [detail] : []),
  ].join(" ");
}
