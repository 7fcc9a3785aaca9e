/** schemathesis: requests made from docs/openapi.json, right and wrong ones, and all it knows to check in the answers. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Outcome } from "../outcome.ts";
import { installFromPypi } from "../tools/install.ts";
import { startLaptop } from "../tools/laptop.ts";
import { root, runCommand, workFolder } from "../tools/run-command.ts";

const report = v.object({
  test_cases: v.object({ generated: v.number(), with_failures: v.number(), without_checks: v.number() }),
  operations: v.object({ total: v.number(), tested: v.number(), errored: v.number() }),
  failures: v.array(
    v.object({ type: v.string(), title: v.string(), count: v.number(), operations: v.array(v.string()) }),
  ),
});

const examplesEach = 50;

export async function fuzzApi(): Promise<Outcome> {
  const bin = await installFromPypi("schemathesis", ["schemathesis==4.32.5"]);
  const folder = join(workFolder, "fuzz");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "report.json");
  const laptop = await startLaptop();
  try {
    const { said } = await runCommand(
      [
        join(bin, "schemathesis"),
        ...["run", join(root, "docs/openapi.json"), "--url", laptop.url],
        ...["--header", `Authorization: Bearer ${laptop.apiKey}`, "--checks", "all"],
        ...["--max-examples", String(examplesEach), "--generation-deterministic", "--continue-on-failure"],
        ...["--request-timeout", "20", "--no-color", "--report", "json", "--report-json-path", file],
      ],
      { seconds: 400, folder },
    );
    return readOutcome(file, said);
  } finally {
    await laptop.close();
  }
}

function readOutcome(file: string, said: string): Outcome {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`schemathesis left no report: ${said.trim().slice(-500)}`);
  }
  const { test_cases: cases, operations, failures } = v.parse(report, JSON.parse(text));
  if (operations.errored > 0 || operations.tested < operations.total)
    throw new Error(`schemathesis reached ${operations.tested} of ${operations.total} operations`);
  // A method that no path declares is one difference, not one for each path.
  const nameOf = (type: string, operation: string) => `${type} ${operation.replace(/^TRACE .*/, "TRACE")}`;
  const details = new Map(
    failures.flatMap(({ type, title, operations: found }) =>
      found.map((operation): [string, string] => [nameOf(type, operation), title]),
    ),
  );
  return {
    passed: cases.generated - cases.with_failures - cases.without_checks,
    skipped: cases.without_checks,
    differences: [...details].map(([name, detail]) => ({ name, detail })),
  };
}
