import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOfToken } from "../../core/api-key.ts";
import { planFirstKey, stackNameIn, type FirstKeyRecord } from "./first-key-plan.ts";

export type DeployDeps = {
  /** Where the hash of each stack's first key is remembered; git-ignored. */
  recordFolder: string;
  /** Runs the CDK with the person's own terminal; answers its exit code. */
  runCdk: (args: string[]) => Promise<number>;
  say: (text: string) => void;
};

/** Deploys, and sees to the first API key; answers the exit code. The key is shown once and written nowhere. */
export async function deploy(args: string[], deps: DeployDeps): Promise<number> {
  const stack = stackNameIn(args);
  const recordFile = join(deps.recordFolder, `${stack}.json`);
  const record = readJson(recordFile) as FirstKeyRecord | undefined;
  const plan = planFirstKey(args, record);
  const outputsFile = plan.outputsFile ?? join(deps.recordFolder, `${stack}.outputs.json`);
  if (plan.notice) deps.say(plan.notice);

  mkdirSync(deps.recordFolder, { recursive: true, mode: 0o700 });
  const key = plan.action === "make" ? `sfx_first.${randomBytes(32).toString("base64url")}` : undefined;
  const code = await deps.runCdk([
    "deploy",
    ...plan.cdkArgs,
    ...(key ? ["--parameters", `FirstApiKeySha256=${hashOfToken(key)}`] : []),
    ...(plan.outputsFile ? [] : ["--outputs-file", outputsFile]),
  ]);
  if (code !== 0) {
    if (key)
      deps.say("The deployment did not succeed, so no first API key is in force; the next run makes one.");
    return code;
  }
  const apiUrl = outputOf(outputsFile, stack, "ApiUrl");
  if (!key) {
    if (isAnotherStack(record, apiUrl)) deps.say(anotherStack(stack));
    return 0;
  }
  // Shown before it is remembered: a key that nobody saw must not count as made.
  deps.say(keyShown(key, apiUrl));
  const made: FirstKeyRecord = { firstApiKeySha256: hashOfToken(key), ...(apiUrl ? { apiUrl } : {}) };
  writeFileSync(recordFile, `${JSON.stringify(made)}\n`, { mode: 0o600 });
  return 0;
}

/** Destroyed and deployed anew, or the same name in another account or region: there the key was never set. */
const isAnotherStack = (record: FirstKeyRecord | undefined, apiUrl: string | undefined): boolean =>
  record?.apiUrl !== undefined && apiUrl !== undefined && record.apiUrl !== apiUrl;

const anotherStack = (stack: string): string =>
  `This is not the installation that the remembered first key of ${stack} was made for. If it has no key yet, make one:\n` +
  "  npm run deploy -- --new-first-key";

const keyShown = (key: string, apiUrl: string | undefined): string =>
  [
    "",
    "The first API key (scope admin). It is shown this once; keep it in a password store:",
    "",
    `  ${key}`,
    "",
    ...(apiUrl ? [`  export FAX_URL=${apiUrl}`] : []),
    `  export FAX_API_KEY='the key above'`,
    "  npm run fax -- health",
    "",
  ].join("\n");

function outputOf(file: string, stack: string, name: string): string | undefined {
  const outputs = (readJson(file) as Record<string, Record<string, string>> | undefined)?.[stack];
  return typeof outputs?.[name] === "string" ? outputs[name] : undefined;
}

function readJson(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
