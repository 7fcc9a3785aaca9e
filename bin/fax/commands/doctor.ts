import { findingLines, sumLine } from "../doctor/finding-lines.ts";
import { gatherFacts } from "../doctor/gather-facts.ts";
import { judge } from "../doctor/judge.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../failures.ts";
import { runLive } from "../live/run-live.ts";
import { liveCheckNames } from "../live/live-checks.ts";
import { countryOption } from "../command.ts";
import { carrierKeyOption } from "./setup.ts";

export const doctorCommand: Command = {
  name: "doctor",
  summary: "look at everything a fax needs, and say how to mend it",
  usage: "[--live] [options]",
  about: [
    "Looks at the API and its key, the stores and queues, the carrier's account, the webhook and the mail domain;",
    "one line each, with the mend behind what is wrong. It changes nothing. Needs an admin key, and the carrier's",
    "key for the lines on its account.",
    "Exit codes: 0 all well or only warnings, 1 something to mend, 3 nothing of ours answers.",
    "",
    "With --live it sends faxes to your own number to find out what the carrier's documents leave open. It says what",
    "it will send and the most that can cost, and asks. The checks:",
    ...chunks(liveCheckNames, 5).map((names) => `  ${names.join(", ")}`),
  ].join("\n"),
  options: {
    "carrier-key": carrierKeyOption,
    live: { type: "boolean", text: "try the carrier's behaviour with real faxes (a few cents)" },
    only: { type: "string", value: "NAME,...", text: "with --live: these checks only" },
    to: {
      type: "string",
      value: "NUMBER",
      text: "with --live: a fax number of yours for the faxes that are dialled",
    },
    country: countryOption,
    channels: {
      type: "string",
      value: "N",
      text: "with --live: try N + 1 calls at once; N is your channel limit",
    },
    wait: {
      type: "string",
      value: "SECONDS",
      text: "with --live: how long to watch webhook retries (default 600)",
    },
    yes: { type: "boolean", short: "y", text: "with --live: do not ask" },
  },
  words: { min: 0, max: 0, named: "no further words" },
  run: async (given, session) => {
    if (given.isSet("live")) return runLive(given, session);
    const facts = await gatherFacts(given, session);
    const findings = judge(facts);
    session.say(findingLines(findings, session.stdout.isTTY === true && !session.env["NO_COLOR"]));
    session.say(sumLine(findings));
    const isFailed = findings.some(({ level }) => level === "FAIL");
    session.answer({ status: isFailed ? "failed" : "ok", findings });
    if (facts.door.fault !== undefined) return exitCodes.unreachable;
    return isFailed ? exitCodes.notDelivered : exitCodes.done;
  },
};

function chunks(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, at) =>
    names.slice(at * size, (at + 1) * size),
  );
}
