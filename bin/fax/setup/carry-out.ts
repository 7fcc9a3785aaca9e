import { RequestError } from "../failures.ts";
import { clean } from "../terminal-text.ts";
import { readDeployment } from "./deployment.ts";
import { stepWords } from "./describe-plan.ts";
import { doStep, type Doing } from "./do-step.ts";
import type { Step } from "./plan.ts";
import { proveKey } from "./prove-key.ts";
import { publicKeyPlace } from "./public-key.ts";
import type { Setup } from "./run-setup.ts";
import { changeSettings, settingsDiffer, type WantedSettings } from "./settings-change.ts";
import { readSettingsFile, writeSettingsFile } from "./settings-file.ts";
import type { WebhookProof } from "./webhook-proof.ts";

export type Outcome = {
  done: Step[];
  /** What the deployment's settings lack, and the file that has it now. */
  settings: { names: string[]; file: string; isWritten: boolean } | undefined;
  proof: WebhookProof | undefined;
  problem?: string;
};

/** Does the plan step by step, a line each; what belongs into the settings is written there. */
export async function carryOut(setup: Setup): Promise<Outcome> {
  const { session, plan, state } = setup;
  const doing: Doing = {
    api: setup.api,
    carrier: setup.carrier,
    key: setup.key,
    webhookUrl: state.webhookUrl,
    sleep: session.sleep,
    ids: { application: plan.applicationId, profile: plan.profileId },
  };
  const done: Step[] = [];
  for (const step of plan.steps) {
    if (step.do === "send_test_event") continue;
    await reported(setup, step, () => doStep(doing, step));
    done.push(step);
  }
  const settings = await changeWhatDiffers(setup, {
    applicationId: doing.ids.application,
    ...wantedBy(setup),
  });
  const test = plan.steps.find((step) => step.do === "send_test_event");
  if (!test || settings) return { done, settings, proof: undefined };
  const proof = await prove(setup, doing, test);
  const problem = problemOf(proof);
  return { done: [...done, test], settings, proof, ...(problem ? { problem } : {}) };
}

const wantedBy = ({ plan }: Setup): Omit<WantedSettings, "applicationId"> => ({
  number: plan.number,
  publicKeys: plan.publicKeys,
  countries: plan.countries,
});

async function reported<T>({ session, state }: Setup, step: Step, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    session.say(clean(`  done   ${stepWords(step, state.webhookUrl)}`));
    return result;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new RequestError(
      `Not done: ${stepWords(step, state.webhookUrl)}\n${error.message}\nWhat was done before stays; run setup again when this is mended.`,
      error.status,
      error.errors,
      error,
    );
  }
}

async function changeWhatDiffers(
  { api, settingsFile }: Setup,
  wanted: WantedSettings,
): Promise<Outcome["settings"]> {
  const names = settingsDiffer(await readDeployment(api), wanted);
  if (names.length === 0) return undefined;
  const isWritten = writeSettingsFile(
    settingsFile,
    changeSettings(readSettingsFile(settingsFile), names, wanted),
  );
  return { names, file: settingsFile, isWritten };
}

const prove = (setup: Setup, { carrier, webhookUrl, ids, sleep }: Doing, step: Step): Promise<WebhookProof> =>
  reported(setup, step, () =>
    proveKey({
      carrier,
      webhookUrl,
      applicationId: ids.application,
      number: setup.plan.number,
      sleep,
      stderr: setup.session.stderr,
    }),
  );

function problemOf(proof: WebhookProof): string | undefined {
  switch (proof.is) {
    case "proven":
      return undefined;
    case "refused":
      return (
        "The deployment refused the carrier's signed event (403): its public key is not the carrier's. Run setup again " +
        `with --public-key and the key from ${publicKeyPlace}.`
      );
    case "unknown":
      return proof.answer === undefined
        ? "The carrier has no record of the test event yet; look with fax doctor in a minute."
        : `The deployment answered the test event with ${proof.answer}: look with fax doctor, and into the Webhook function's log.`;
  }
}
