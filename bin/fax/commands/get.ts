import type { Command } from "../command.ts";
import { exitCodes } from "../failures.ts";
import { faxDetails } from "../fax-lines.ts";
import { fieldsOf } from "../fields.ts";

export const getCommand: Command = {
  name: "get",
  summary: "show one fax with its attempts and timeline",
  usage: "ID",
  about: "Shows a fax in full: its facts, every call that was made, and what happened when (UTC).",
  options: {},
  words: { min: 1, max: 1, named: "the fax's ID" },
  run: async ({ words: [id = ""] }, session) => {
    const call = { method: "GET", path: `/v2/faxes/${encodeURIComponent(id)}`, isRepeatable: true } as const;
    const fax = fieldsOf((await session.api()(call))["data"]);
    session.say(faxDetails(fax));
    session.answer(fax);
    return exitCodes.done;
  },
};
