import type { Command } from "../command.ts";
import { exitCodes, RequestError } from "../failures.ts";
import { fieldsOf, text } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";
import { clean } from "../terminal-text.ts";

const pathOf = (id: string): string => `/v2/faxes/${encodeURIComponent(id)}`;

export const cancelCommand: Command = {
  name: "cancel",
  summary: "cancel an outbound fax that has not ended",
  usage: "ID",
  about:
    "Cancels a fax at once if no call has begun. During a call the carrier is asked to stop it;\n" +
    "what the carrier says afterwards decides whether it was delivered all the same.",
  options: {},
  words: { min: 1, max: 1, named: "the fax's ID" },
  run: async ({ words: [id = ""] }, session) => {
    const api = session.api();
    await api({ method: "POST", path: `${pathOf(id)}/actions/cancel`, isRepeatable: true });
    const status = await statusIfReadable(api, id);
    session.say(
      clean(
        status === "canceled"
          ? `The fax ${id} is canceled.`
          : `The cancel of fax ${id} is noted; see what becomes of it: fax get ${id}`,
      ),
    );
    session.answer({ id, canceled: status === "canceled", ...(status ? { status } : {}) });
    return exitCodes.done;
  },
};

export const deleteCommand: Command = {
  name: "delete",
  summary: "remove a fax that has ended, and its pages",
  usage: "ID",
  about: "Removes a fax that has ended, with its pages, for good. Save the pages first if they are needed.",
  options: {},
  words: { min: 1, max: 1, named: "the fax's ID" },
  run: async ({ words: [id = ""] }, session) => {
    await session.api()({ method: "DELETE", path: pathOf(id) });
    session.say(clean(`The fax ${id} and its pages are removed.`));
    session.answer({ id, deleted: true });
    return exitCodes.done;
  },
};

/** A key that may only send may not look: then the cancel stands without its outcome. */
async function statusIfReadable(api: HttpClient, id: string): Promise<string> {
  try {
    return text(fieldsOf((await api({ method: "GET", path: pathOf(id) }))["data"]), "status");
  } catch (error) {
    if (error instanceof RequestError) return "";
    throw error;
  }
}
