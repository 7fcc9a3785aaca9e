import type { GivenWords } from "../command.ts";
import { discreet, withoutNumbers } from "../discreet.ts";
import { readDoor } from "../doctor/read-door.ts";
import { exitCodes, RequestError, UsageError, type ExitCode } from "../failures.ts";
import { faxNumberGiven } from "../fax-number-given.ts";
import type { Session } from "../session.ts";
import { carrierKeyOrAsk, openCarrier } from "../setup/carrier-key-given.ts";
import { readDeployment } from "../setup/deployment.ts";
import { clean } from "../terminal-text.ts";
import { announcement, sumOfSends } from "./announce.ts";
import { sendThroughDeployment, type DeliveredFax } from "./delivered-fax.ts";
import type { LiveCheck, LiveContext, LiveResult } from "./live-check.ts";
import { liveCheckNames, liveChecks } from "./live-checks.ts";

/** Says what it will send and what that can cost, asks, and tries one question after the other. */
export async function runLive(given: GivenWords, session: Session): Promise<ExitCode> {
  const checks = checksGiven(given);
  const context = await openContext(given, session);
  const { to, deployment, channels } = context;
  const sends = sumOfSends(checks, channels);
  const lines = announcement(checks, sends, { to, from: deployment.from });
  session.say(lines.map(clean).join("\n"));
  if (!(await isAgreed(given, session, sends.dialled + sends.undialled > 0))) {
    session.say("Nothing was sent.");
    session.answer({ checks: [] });
    return exitCodes.notDelivered;
  }
  const results: (LiveResult & { check: string; assumes: string })[] = [];
  for (const check of checks) {
    const result = await tryCheck(check, context);
    results.push({ check: check.name, assumes: check.assumes, ...result });
    session.say(resultLines(check, result).map(clean).join("\n"));
  }
  session.answer({ checks: results });
  const hasChange = results.some(({ change }) => change !== undefined);
  return hasChange ? exitCodes.notDelivered : exitCodes.done;
}

/** One that cannot be done must not keep the others from being tried. */
async function tryCheck(check: LiveCheck, context: LiveContext): Promise<LiveResult> {
  try {
    const result = await check.run(context);
    return { ...result, found: withoutNumbers(result.found) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { found: `It could not be tried: ${withoutNumbers(error.message)}`, verdict: "open" };
  }
}

const resultLines = (check: LiveCheck, { found, verdict, change }: LiveResult): string[] => [
  "",
  `${check.name}: ${check.question}`,
  `  found    ${found}`,
  `  assumed  ${check.assumes}`,
  `  ${verdict === "open" ? "open  " : verdict === "differs" ? "DIFFERS" : "same  "}   ${change ?? "Nothing needs to change."}`,
];

function checksGiven(given: GivenWords): LiveCheck[] {
  const only = given.text("only");
  if (only === undefined) return liveChecks;
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !liveCheckNames.includes(name));
  if (unknown === undefined) return liveChecks.filter(({ name }) => names.includes(name));
  throw new UsageError(`There is no check "${unknown}"; there are ${liveCheckNames.join(", ")}.`);
}

function wholeNumber(given: GivenWords, option: string, most: number): number | undefined {
  const written = given.text(option);
  if (written === undefined) return undefined;
  const value = Number(written);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UsageError(`--${option} takes a whole number from 1 to ${most}.`);
}

async function openContext(given: GivenWords, session: Session): Promise<LiveContext> {
  const { url, run } = session.where();
  const to = faxNumberGiven(given, "to");
  const channels = wholeNumber(given, "channels", 50);
  const watchMs = (wholeNumber(given, "wait", 7200) ?? 600) * 1000;
  const api = discreet(session.api());
  const deployment = await readDeployment(api);
  if (deployment.applicationId === "" || deployment.from === "") {
    throw new UsageError("The deployment has no connection yet: run fax setup first.");
  }
  const carrier = openCarrier(session, deployment, await carrierKeyOrAsk(given, session));
  const { offsetSeconds = 0 } = await readDoor(url);
  const context = {
    api,
    carrier,
    deployment,
    publicUrl: (run?.webhookUrl || `${url}/webhooks/telnyx`).replace(/\/webhooks\/telnyx$/, ""),
    to: to ?? deployment.from,
    channels,
    watchMs,
    now: () => Date.now() + offsetSeconds * 1000,
    sleep: session.sleep,
  };
  let sent: Promise<DeliveredFax> | undefined;
  return { ...context, deliveredFax: () => (sent ??= sendThroughDeployment(context)) };
}

async function isAgreed(given: GivenWords, session: Session, isSending: boolean): Promise<boolean> {
  if (!isSending || given.isSet("yes")) return true;
  if (!session.ask) {
    throw new UsageError("Nothing was sent: there is no terminal to ask at. Say --yes to send all the same.");
  }
  return /^y(es)?$/i.test(await session.ask("Send these? (y/N) "));
}
