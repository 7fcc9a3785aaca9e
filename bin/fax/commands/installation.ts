import type { Command } from "../command.ts";
import { exitCodes } from "../failures.ts";
import { fieldsOf, listOf, text, texts } from "../fields.ts";
import { clean, table, timeInWords } from "../terminal-text.ts";

export const refusalsCommand: Command = {
  name: "refusals",
  summary: "show what came by mail or hot folder and was not faxed",
  usage: "",
  about: "Shows what came by mail or hot folder and could not become a fax, with why and what to do.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const call = { method: "GET", path: "/v2/refusals", isRepeatable: true } as const;
    const refusals = listOf((await session.api()(call))["data"]);
    const rows = refusals.map((refusal) => [
      timeInWords(text(refusal, "created_at")),
      text(refusal, "door"),
      text(refusal, "from"),
      texts(refusal, "to").join(", "),
      text(refusal, "reason"),
      text(refusal, "detail"),
    ]);
    const heading = ["WHEN (UTC)", "DOOR", "FROM", "TO", "REASON", "WHAT TO DO"];
    session.say(rows.length === 0 ? "Nothing was refused." : table(heading, rows));
    session.answer(refusals);
    return exitCodes.done;
  },
};

export const resumeCommand: Command = {
  name: "carrier resume",
  summary: "let faxes go again once the carrier account is mended",
  usage: "",
  about:
    "Where the carrier account as a whole cannot send, every fax waits. Run this once that is mended; needs the scope admin.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const call = { method: "POST", path: "/v2/carrier/actions/resume" } as const;
    const answer = fieldsOf((await session.api()(call))["data"]);
    const was = fieldsOf(answer["was_open"]);
    const reason = text(was, "reason");
    session.say(
      reason === ""
        ? "Nothing had stopped the faxes; those that wait for a channel were woken."
        : clean(`Faxes go again. They had waited because of ${reason}: ${text(was, "detail")}`),
    );
    session.answer(answer);
    return exitCodes.done;
  },
};

export const healthCommand: Command = {
  name: "health",
  summary: "say whether faxes can go now",
  usage: "",
  about: "Says whether faxes can go now: exit code 0 if so, 1 if not. Needs no API key.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const health = fieldsOf((await session.openApi()({ method: "GET", path: "/v2/health" }))["data"]);
    const facts = ["status", "table", "carrier", "mail", "detail"].map(
      (name) => [name, text(health, name)] as const,
    );
    session.say(
      facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => `${name.padEnd(8)} ${clean(value)}`)
        .join("\n"),
    );
    session.answer(health);
    return text(health, "status") === "ok" ? exitCodes.done : exitCodes.notDelivered;
  },
};
