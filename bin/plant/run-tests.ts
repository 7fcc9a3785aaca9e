import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How one test ended, and with which words if it failed. */
export type TestOutcome = { title: string; hasPassed: boolean; why: string };

type Report = {
  testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
};

/** Runs the named tests of one file in a vitest of their own. Throws where one of them did not run at all. */
export function runTests(
  root: string,
  file: string,
  titles: string[],
  env: Record<string, string>,
): TestOutcome[] {
  const folder = mkdtempSync(join(tmpdir(), "fax-plant-"));
  const report = join(folder, "report.json");
  try {
    const pattern = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    spawnSync("vitest", ["run", file, "-t", pattern, "--reporter=json", `--outputFile=${report}`], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...env },
    });
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    const ran = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ title, status }) => titles.includes(title) && ["passed", "failed"].includes(status));
    const missing = titles.filter((title) => !ran.some((test) => test.title === title));
    if (missing.length > 0) throw new Error(`${file} did not run: ${missing.join("; ")}`);
    return ran.map(({ title, status, failureMessages }) => ({
      title,
      hasPassed: status === "passed",
      why: (failureMessages[0] ?? "").split("\n")[0] ?? "",
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
