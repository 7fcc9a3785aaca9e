import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Outcome } from "../outcome.ts";
import { mustRun, root, runCommand, workFolder } from "./run-command.ts";

const report = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ""),
      assertionResults: v.array(
        v.object({
          fullName: v.string(),
          status: v.string(),
          failureMessages: v.nullish(v.array(v.string()), []),
        }),
      ),
    }),
  ),
});

export type Suite = { files: string[]; env: Record<string, string>; label: string };

export const reportFile = (label: string): string => join(workFolder, "reports", `${label}.json`);

const testSeconds = 300;
export const testCommand = ({ files, label }: Suite): string[] => [
  process.execPath,
  join(root, "node_modules/vitest/vitest.mjs"),
  "run",
  ...["--config", join(root, "cross/vitest.config.ts"), "--reporter=json", "--outputFile", reportFile(label)],
  ...files,
];

/** Runs test files with an engine named in the environment; each test that fails is a difference. */
export async function runContractTests(suite: Suite): Promise<Outcome> {
  mkdirSync(join(workFolder, "reports"), { recursive: true });
  await mustRun(["rm", "-f", reportFile(suite.label)], { seconds: 5 });
  const ended = await runCommand(testCommand(suite), { seconds: testSeconds, env: suite.env });
  return readReport(suite.label, ended.said);
}

/** @throws Error with what the tests said when they left no report, or ran none */
export function readReport(label: string, said: string): Outcome {
  const outcome: Outcome = { passed: 0, skipped: 0, differences: [] };
  let text: string;
  try {
    text = readFileSync(reportFile(label), "utf8");
  } catch {
    throw new Error(`the tests left no report: ${said.trim().slice(-500)}`);
  }
  for (const file of v.parse(report, JSON.parse(text)).testResults) {
    if (file.assertionResults.length === 0 && file.status === "failed")
      outcome.differences.push({ name: file.name.slice(root.length + 1), detail: firstLine(file.message) });
    for (const { fullName, status, failureMessages } of file.assertionResults) {
      if (status === "passed") outcome.passed++;
      else if (status === "failed")
        outcome.differences.push({ name: fullName, detail: firstLine(failureMessages?.[0] ?? "") });
      else outcome.skipped++;
    }
  }
  if (outcome.passed + outcome.differences.length === 0) throw new Error("no contract test ran");
  return outcome;
}

const firstLine = (text: string): string => (text.split("\n")[0] ?? "").slice(0, 240);
