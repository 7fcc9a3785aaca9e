import { isDeepStrictEqual } from "node:util";
import type { GivenWords } from "../command.ts";
import { discreet } from "../discreet.ts";
import { exitCodes, UsageError, type ExitCode } from "../failures.ts";
import { faxNumberGiven } from "../fax-number-given.ts";
import type { HttpClient } from "../http-client.ts";
import type { Session } from "../session.ts";
import { clean } from "../terminal-text.ts";
import { carrierKeyOrAsk, openCarrier } from "./carrier-key-given.ts";
import { readDeployment, type Deployment } from "./deployment.ts";
import { planLines } from "./describe-plan.ts";
import { carryOut, type Outcome } from "./carry-out.ts";
import { findNumber } from "./find-number.ts";
import { planSetup, type Plan, type SetupState } from "./plan.ts";
import { publicKeyFault, publicKeyPlace } from "./public-key.ts";
import { readAccount } from "./read-account.ts";
import { changeSettings } from "./settings-change.ts";
import { readSettingsFile, usualSettingsFile } from "./settings-file.ts";
import { readDoor } from "../doctor/read-door.ts";

export type Setup = {
  session: Session;
  api: HttpClient;
  carrier: HttpClient;
  key: string;
  state: SetupState;
  plan: Plan;
  settingsFile: string;
};

/** Looks, says what it will do, asks, does it. */
export async function runSetup(given: GivenWords, session: Session): Promise<ExitCode> {
  const setup = await lookAndPlan(given, session);
  const { plan, state } = setup;
  const lines = planLines(plan, state.webhookUrl, setup.settingsFile);
  session.say(["The deployment and the carrier's account:", ...lines].map(clean).join("\n"));
  const isWritten = plan.settings.length === 0 || isInFile(setup);
  if (plan.steps.length === 0 && isWritten) {
    const settings = plan.settings.length === 0 ? undefined : leftOver(setup);
    const isFine = !settings && plan.problems.length === 0;
    if (isFine) session.say("There is nothing to change.");
    return finish(session, setup, { done: [], settings, proof: undefined });
  }
  if (given.isSet("dry-run")) {
    session.say("Nothing was changed (--dry-run).");
    session.answer({ ...jsonOf(setup), dry_run: true });
    return exitCodes.done;
  }
  if (!(await isAgreed(given, session, plan))) {
    session.say("Nothing was changed.");
    session.answer({ ...jsonOf(setup), done: [] });
    return exitCodes.notDelivered;
  }
  return finish(session, setup, await carryOut(setup));
}

async function lookAndPlan(given: GivenWords, session: Session): Promise<Setup> {
  const { url, run } = session.where();
  const settingsFile = given.text("settings") ?? usualSettingsFile;
  // What cannot be read is said before anything is done.
  readSettingsFile(settingsFile);
  const api = discreet(session.api());
  const deployment = await readDeployment(api);
  const key = await carrierKeyOrAsk(given, session);
  const carrier = openCarrier(session, deployment, key);
  const webhookUrl = run?.webhookUrl || `${url}/webhooks/telnyx`;
  const door = await readDoor(url);
  const account = await readAccount(carrier, webhookUrl, Date.now() + (door.offsetSeconds ?? 0) * 1000);
  const number = faxNumberGiven(given, "number");
  const state: SetupState = {
    webhookUrl,
    name: given.text("name") ?? "serverless-fax",
    deployment,
    account,
    keyFingerprint: key.fingerprint,
    wanted: {
      number,
      countries: given.texts("allow-country").map(countryCode),
      publicKey: await publicKeyOrAsk(given, session, deployment),
    },
  };
  const plan = planSetup(state);
  const common = { session, api, carrier, key: key.key, settingsFile };
  if (!given.isSet("order-number") || plan.number !== "") return { ...common, state, plan };
  const offer = await findNumber(carrier, {
    country: deployment.defaultCountry,
    areaCode: given.text("area-code"),
    wanted: number ?? deployment.from,
  });
  const ordering = { ...state, wanted: { ...state.wanted, offer } };
  return { ...common, state: ordering, plan: planSetup(ordering) };
}

/** Whether the settings' file has already what the deployment lacks. */
function isInFile({ plan, settingsFile }: Setup): boolean {
  const inFile = readSettingsFile(settingsFile);
  return isDeepStrictEqual(changeSettings(inFile, plan.settings, plan), inFile);
}

const leftOver = ({ plan, settingsFile }: Setup): Outcome["settings"] => ({
  names: plan.settings,
  file: settingsFile,
  isWritten: false,
});

function countryCode(written: string): string {
  const code = written.toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code;
  throw new UsageError("--allow-country takes an ISO 3166 code such as US or DE.");
}

/** The public key of the command line or the environment; asked for where the deployment has none either. */
async function publicKeyOrAsk(
  given: GivenWords,
  session: Session,
  deployment: Deployment,
): Promise<string | undefined> {
  // A real account's key in the environment is none of the simulator's.
  const isSimulated = Boolean(session.where().run?.carrierKey);
  const ofEnvironment = isSimulated ? undefined : session.env["TELNYX_PUBLIC_KEY"] || undefined;
  const written = given.text("public-key") ?? ofEnvironment;
  const isNeeded = written === undefined && deployment.publicKeys.length === 0;
  const key =
    isNeeded && session.ask
      ? (await session.ask(`Telnyx public key (${publicKeyPlace}; empty to go on without): `)) || undefined
      : written;
  const fault = key === undefined ? undefined : publicKeyFault(key);
  if (fault) throw new UsageError(fault);
  return key?.trim();
}

/** One yes for the plan, and one of its own for what is ordered. */
async function isAgreed(given: GivenWords, session: Session, plan: Plan): Promise<boolean> {
  const isOrdering = plan.steps.some((step) => step.do === "order_number");
  const questions = [
    ...(given.isSet("yes") ? [] : ["Do this? (y/N) "]),
    ...(isOrdering && !given.isSet("yes-order")
      ? ["The number costs money every month until you release it. Order it? (y/N) "]
      : []),
  ];
  for (const question of questions) {
    if (!session.ask) {
      throw new UsageError(
        "Nothing was changed: there is no terminal to ask at. Say --yes" +
          `${isOrdering ? " and, for the number, --yes-order" : ""}, or --dry-run to only look.`,
      );
    }
    if (!/^y(es)?$/i.test(await session.ask(question))) return false;
  }
  return true;
}

function finish(session: Session, setup: Setup, outcome: Outcome): ExitCode {
  const { plan } = setup;
  const problems = [...plan.problems, ...(outcome.problem === undefined ? [] : [outcome.problem])];
  if (outcome.settings) {
    const { names, file, isWritten } = outcome.settings;
    session.say(
      clean(
        `One step left: ${isWritten ? `${file} now has` : `${file} has`} ${names.join(", ")} as it should be, and the ` +
          "deployment does not have it yet.",
      ),
    );
    session.say("  npm run deploy\n  npm run fax -- setup");
  }
  for (const problem of problems) session.say(clean(`Still open: ${problem}`));
  if (!outcome.settings && problems.length === 0) {
    session.say("The carrier is set up. Look at everything with: npm run fax -- doctor");
  }
  session.answer({
    ...jsonOf(setup),
    done: outcome.done.map((step) => step.do),
    problems,
    settings_left: outcome.settings?.names ?? [],
    public_key: outcome.proof?.is ?? null,
  });
  return problems.length === 0 ? exitCodes.done : exitCodes.notDelivered;
}

const jsonOf = ({ plan, state }: Setup) => ({
  webhook_url: state.webhookUrl,
  planned: plan.steps.map((step) => step.do),
  problems: plan.problems,
  in_place: plan.inPlace,
});
