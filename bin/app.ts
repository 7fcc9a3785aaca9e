import { App } from "aws-cdk-lib";
import { bundleFunctions } from "../lib/bundles.ts";
import { FaxStack } from "../lib/fax-stack.ts";
import { SettingsError, loadSettings, readSettings } from "../lib/settings.ts";

/** The CDK application: one stack, named by `-c stack=...` where one account holds several. */
const app = new App();
const account = process.env["CDK_DEFAULT_ACCOUNT"];
const defaultRegion = process.env["CDK_DEFAULT_REGION"];

try {
  const settings = readSettings(loadSettings(app.node.tryGetContext("settings")), defaultRegion);
  const region = settings.region ?? defaultRegion;
  const stackName = String(app.node.tryGetContext("stack") ?? "ServerlessFax");
  new FaxStack(app, stackName, {
    settings,
    bundleOf: bundleFunctions(),
    description: "serverless-fax: a complete fax service on Telnyx Programmable Fax",
    env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
  });
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
