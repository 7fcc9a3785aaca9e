import type { Account, AccountNumber, Application, Profile } from "./account.ts";
import type { Deployment } from "./deployment.ts";
import { planNumber } from "./plan-number.ts";
import { planProfile } from "./plan-profile.ts";
import { settingsDiffer } from "./settings-change.ts";
import { isPlaceholder } from "./public-key.ts";
import { webhookProof, type WebhookProof } from "./webhook-proof.ts";

/** Seconds the carrier gives our webhook to answer: well above a cold start, below the carrier's limit of 30. */
export const webhookTimeoutSeconds = 10;

/** A number the carrier offers. Costs are the carrier's own words, empty where it says none. */
export type Offer = { number: string; monthlyCost: string; upfrontCost: string };

export type ApplicationChange = "webhook_url" | "timeout" | "activate" | "attach_profile";

/** One thing that setup does at the carrier or at the deployment. */
export type Step =
  | { do: "create_profile"; name: string; countries: string[] }
  | { do: "change_profile"; profile: Profile; isEnabling: boolean; adding: string[] }
  | { do: "create_application"; name: string }
  | { do: "change_application"; application: Application; changes: ApplicationChange[] }
  | { do: "order_number"; offer: Offer }
  | { do: "assign_number"; number: AccountNumber }
  | { do: "store_key"; fingerprint: string }
  | { do: "send_test_event" };

export type SetupState = {
  webhookUrl: string;
  /** The name of an application and a profile that have to be created. */
  name: string;
  deployment: Deployment;
  account: Account;
  keyFingerprint: string;
  wanted: {
    number?: string | undefined;
    countries: string[];
    publicKey?: string | undefined;
    offer?: Offer | undefined;
  };
};

export type Plan = {
  steps: Step[];
  /** What setup cannot do by itself: sentences for a person. */
  problems: string[];
  /** What is as it should be already. */
  inPlace: string[];
  /** Empty where it has to be created. */
  applicationId: string;
  profileId: string;
  /** The number that faxes come from; empty where none is known. */
  number: string;
  publicKeys: string[];
  countries: string[];
  /** What the deployment's settings have to say otherwise, by name, as far as it is known before anything is done. */
  settings: string[];
};

const noPublicKey = "The carrier's public key is not known: give it with --public-key.";

/** What is to be done so that the account fits the deployment; nothing is ever taken away. Pure. */
export function planSetup(state: SetupState): Plan {
  const { account, deployment, wanted } = state;
  const application = chooseApplication(state);
  const proof = webhookProof(account.deliveries, application?.updatedAt ?? Infinity);
  const countries = union(deployment.allowedCountries, wanted.countries);
  const publicKeys = choosePublicKeys(deployment.publicKeys, wanted.publicKey, proof);
  const profile = planProfile(application, account.profiles, state.name, countries);
  const applicationSteps = planApplication(state, application, profile.isToBeAttached);
  const number = planNumber(state, application);
  const isStored = deployment.keyFingerprint === state.keyFingerprint;
  const known = { number: number.number, publicKeys, countries };
  const applicationId = application?.id ?? deployment.applicationId;
  const settings = settingsDiffer(deployment, { applicationId, ...known });
  const before: Step[] = [
    ...profile.steps,
    ...applicationSteps,
    ...number.steps,
    ...(isStored ? [] : [{ do: "store_key", fingerprint: state.keyFingerprint } as const]),
  ];
  const isProven = proof.is === "proven" && applicationSteps.length === 0;
  // A deployment that lacks settings cannot verify yet; the next run tests.
  const canTest = number.number !== "" && publicKeys.length > 0 && settings.length === 0;
  return {
    steps: isProven || !canTest ? before : [...before, { do: "send_test_event" }],
    problems: [...number.problems, ...(publicKeys.length === 0 ? [noPublicKey] : [])],
    inPlace: [
      ...(application && applicationSteps.length === 0 ? [`The fax application "${application.name}".`] : []),
      ...profile.inPlace,
      ...number.inPlace,
      ...(isStored ? [`The carrier's key (fingerprint ${state.keyFingerprint}) is stored.`] : []),
      ...(isProven ? ["The carrier's public key, proven by events it has signed."] : []),
    ],
    applicationId: application?.id ?? "",
    profileId: profile.profileId,
    ...known,
    settings,
  };
}

/** The application of the settings, else one that tells our webhook, else one of our name. */
function chooseApplication({ account, deployment, webhookUrl, name }: SetupState): Application | undefined {
  const { applications } = account;
  return (
    applications.find(({ id }) => id === deployment.applicationId) ??
    applications.find((application) => application.webhookUrl === webhookUrl) ??
    applications.find((application) => application.name === name)
  );
}

function planApplication(
  { webhookUrl, name }: SetupState,
  application: Application | undefined,
  isProfileToBeAttached: boolean,
): Step[] {
  if (!application) return [{ do: "create_application", name }];
  const changes: ApplicationChange[] = [
    ...(application.webhookUrl === webhookUrl ? [] : (["webhook_url"] as const)),
    ...((application.timeoutSeconds ?? 0) >= webhookTimeoutSeconds ? [] : (["timeout"] as const)),
    ...(application.isActive ? [] : (["activate"] as const)),
    ...(isProfileToBeAttached ? (["attach_profile"] as const) : []),
  ];
  return changes.length === 0 ? [] : [{ do: "change_application", application, changes }];
}

/** A key that refused the carrier's events goes; else keys are added, as both sign while one is rotated. */
function choosePublicKeys(deployed: string[], given: string | undefined, proof: WebhookProof): string[] {
  const real = deployed.filter((key) => !isPlaceholder(key));
  if (given === undefined) return real;
  return proof.is === "refused" ? [given] : union(real, [given]);
}

const union = (some: string[], others: string[]): string[] => [...new Set([...some, ...others])];
