import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import type { Command } from "../command.ts";
import { exitCodes, RequestError, UsageError } from "../failures.ts";
import { fieldsOf, number, text, type Fields } from "../fields.ts";
import { unreachable } from "../http-client.ts";
import { storeNew } from "../store-file.ts";
import { clean, sizeInWords } from "../terminal-text.ts";

/** Received faxes may be larger than what may be sent; past this a server is not to be trusted. */
const maxBytes = 200 * 1024 * 1024;
const answerTimeoutMs = 300_000;

export const saveCommand: Command = {
  name: "save",
  summary: "download a fax's pages",
  usage: "ID [-o FILE]",
  about: "Downloads the pages of a fax, received or sent, and checks them against the stored SHA-256.",
  options: {
    output: { type: "string", short: "o", value: "FILE", text: "where to (default fax-ID.pdf; - is stdout)" },
    force: { type: "boolean", text: "overwrite the file if it exists" },
  },
  words: { min: 1, max: 1, named: "the fax's ID" },
  run: async (given, session) => {
    const [id = ""] = given.words;
    const output = given.text("output");
    if (output === "-" && session.isJson)
      throw new UsageError("-o - and --json both want stdout; give -o FILE.");
    if (output === "-" && session.stdout.isTTY) {
      throw new UsageError("The pages would garble this terminal; give -o FILE, or lead stdout elsewhere.");
    }
    if (output !== undefined && output !== "-") refuseExisting(output, given.isSet("force"));
    const path = `/v2/faxes/${encodeURIComponent(id)}/document`;
    const document = fieldsOf((await session.api()({ method: "GET", path, isRepeatable: true }))["data"]);
    const bytes = await download(document);
    if (output === "-") {
      await new Promise<void>((resolve) => session.stdout.write(bytes, () => resolve()));
      return exitCodes.done;
    }
    const file = output ?? defaultName(id, document);
    refuseExisting(file, given.isSet("force"));
    storeNew(file, bytes, given.isSet("force"));
    session.say(clean(`Saved ${file} (${sizeInWords(bytes.byteLength)}).`));
    session.answer({ id, file, size_bytes: bytes.byteLength, sha256: sha256(bytes) });
    return exitCodes.done;
  },
};

const defaultName = (id: string, document: Fields): string =>
  `fax-${id.replace(/[^\w-]/g, "")}.${text(document, "content_type") === "image/tiff" ? "tiff" : "pdf"}`;

function refuseExisting(file: string, isForced: boolean): void {
  if (!isForced && existsSync(file)) {
    throw new UsageError(`The file ${file} exists; choose another with -o, or overwrite it with --force.`);
  }
}

/** The pages behind the short-lived link, fetched without our key and checked against what the API says of them. */
async function download(document: Fields): Promise<Buffer> {
  const link = text(document, "url");
  if (!URL.canParse(link)) throw new RequestError("The server gave no usable link to the pages; try again.");
  const bytes = await fetchBytes(link);
  const expected = text(document, "sha256");
  const size = number(document, "size_bytes");
  if ((expected && expected !== sha256(bytes)) || (size !== undefined && size !== bytes.byteLength)) {
    throw new RequestError("The download is not what the installation stored (SHA-256 differs); try again.");
  }
  return bytes;
}

async function fetchBytes(link: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const response = await fetch(link, { redirect: "error", signal: AbortSignal.timeout(answerTimeoutMs) });
    if (!response.ok)
      throw new RequestError(`The pages could not be downloaded (${response.status}); try again.`);
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes)
        throw new RequestError("The download is larger than any fax can be; it was given up.");
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof RequestError ? error : unreachable(new URL(link).origin, error);
  }
  return Buffer.concat(chunks);
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
