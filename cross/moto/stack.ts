/** The template as a stack on moto's server, held against what the laptop reads from the same template. */
import { join } from "node:path";
import * as v from "valibot";
import { laptopSettings } from "../../bin/laptop/settings.ts";
import { synthesise } from "../../local/synth.ts";
import type { Outcome } from "../outcome.ts";
import { installFromPypi } from "../tools/install.ts";
import { mustRun } from "../tools/run-command.ts";
import { laptopFacts, leftOut } from "./laptop-facts.ts";
import { createdStack, motoFacts } from "./moto-facts.ts";
import { motoPackages, startMoto } from "./server.ts";

export async function compareStacks(): Promise<Outcome> {
  const usual = laptopSettings({ connectionId: "234423", from: "+13125550100" }, { office: "off" });
  // moto cannot write the name of a bus into the environment of a function.
  const settings = { ...usual, eventBus: false };
  const assembly = await synthesise(settings, () => undefined);
  const bin = await installFromPypi(...motoPackages);
  const moto = await startMoto({ MOTO_ACCOUNT_ID: "000000000000" });
  let said: string;
  try {
    const script = join(import.meta.dirname, "create_stack.py");
    said = await mustRun([join(bin, "python"), script, moto.url, assembly], { seconds: 120 });
  } finally {
    await moto.close();
  }
  const stack = v.parse(createdStack, JSON.parse(said));
  if (stack.status !== "CREATE_COMPLETE") throw new Error(`the stack on moto ended ${stack.status}`);
  const ours = await laptopFacts(assembly, { FirstApiKeySha256: "ab".repeat(32) });
  const theirs = motoFacts(stack);
  const outcome: Outcome = { passed: 0, skipped: Object.keys(stack.left_out).length, differences: [] };
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [here, there] = [ours.get(name), theirs.get(name)].map(comparable);
    if (there?.includes(leftOut)) outcome.skipped++;
    else if (here === there) outcome.passed++;
    else
      outcome.differences.push({
        name: name.replace(/[0-9A-F]{8}(?= )/, ""),
        detail: `${here ?? ""} on the laptop, ${there ?? ""} on moto`.slice(0, 600),
      });
  }
  return outcome;
}

/**
 * Without the two things in which no deployments agree: when a stream was born, and the `:*` that CloudFormation
 * ends the ARN of a log group with and moto does not.
 */
const comparable = (value: unknown): string =>
  JSON.stringify(value ?? null)
    .replace(/(\/stream\/)2\d{3}-[\dT:.-]+/g, "$1<birth>")
    .replace(/(:log-group:<\w+>):\*/g, "$1");
