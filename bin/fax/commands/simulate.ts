import { readFileSync } from "node:fs";
import { inboundFaxId } from "../../../core/ids.ts";
import { countryOption, type Command } from "../command.ts";
import { documentsGiven } from "../documents-given.ts";
import { exitCodes, UsageError } from "../failures.ts";
import { faxNumberGiven } from "../fax-number-given.ts";
import { listOf, text } from "../fields.ts";
import type { Call } from "../http-client.ts";
import { clean, table } from "../terminal-text.ts";

const control = (path: string, fields: unknown): Call => ({
  method: "POST",
  path: `/_control/${path}`,
  body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }),
});

export const simulateInboundCommand: Command = {
  name: "simulate inbound",
  summary: "let the simulator send a fax to you",
  usage: "FILE --from NUMBER --to NUMBER [--dead-link]",
  about: "Lets the carrier simulator deliver a PDF to one of your numbers, as if somebody had faxed it.",
  options: {
    from: { type: "string", value: "NUMBER", text: "who sends it" },
    to: { type: "string", value: "NUMBER", text: "your number" },
    country: countryOption,
    "dead-link": {
      type: "boolean",
      text: "the first link to the pages is dead already and must be refreshed",
    },
  },
  words: { min: 1, max: 1, named: "a FILE" },
  run: async (given, session) => {
    const from = faxNumberGiven(given, "from");
    const to = faxNumberGiven(given, "to");
    if (!from || !to) throw new UsageError("Say who faxes whom: --from NUMBER --to NUMBER (yours).");
    const [file] = documentsGiven(given.words);
    const answer = await session.simulator()(
      control("inbound", {
        from,
        to,
        document_base64: readFileSync(file?.path ?? "").toString("base64"),
        ...(given.isSet("dead-link") ? { dead_link: true } : {}),
      }),
    );
    const carrierFaxId = text(answer, "fax_id");
    const id = inboundFaxId(carrierFaxId);
    session.say(clean(`The simulator is calling ${to}; the fax will be here soon: fax get ${id}`));
    session.answer({ id, carrier_fax_id: carrierFaxId });
    return exitCodes.done;
  },
};

export const simulateNumbersCommand: Command = {
  name: "simulate numbers",
  summary: "list the numbers whose calls the simulator lets go wrong",
  usage: "",
  about: "Lists the simulator's numbers and what becomes of a fax to each; any other number is answered.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const answer = await session.simulator()({
      method: "GET",
      path: "/_control/numbers",
      isRepeatable: true,
    });
    const numbers = listOf(answer["data"]);
    const rows = numbers.map((row) => [
      text(row, "number"),
      text(row, "outcome"),
      text(row, "failure_reason"),
    ]);
    session.say(table(["NUMBER", "OUTCOME", "FAILURE REASON"], rows));
    session.answer(numbers);
    return exitCodes.done;
  },
};

export const simulateClockCommand: Command = {
  name: "simulate clock",
  summary: "let time pass on the laptop",
  usage: "SECONDS",
  about: "Moves the clock of the laptop run forward: links expire, redials come due. It never goes back.",
  options: {},
  words: { min: 1, max: 1, named: "a number of SECONDS" },
  run: async ({ words: [written = ""] }, session) => {
    const seconds = Number(written);
    if (!(seconds > 0 && seconds <= 31_536_000)) {
      throw new UsageError("SECONDS is a number above 0 and at most 31536000, a year.");
    }
    const answer = await session.simulator()(control("clock", { advance_seconds: seconds }));
    session.say(`The clock went forward by ${seconds} seconds.`);
    session.answer({ advance_seconds: seconds, ...answer });
    return exitCodes.done;
  },
};
