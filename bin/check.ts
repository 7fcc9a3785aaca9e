import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `npm run check`: everything CI demands, in the order in which mistakes are cheapest to find. */
const steps: [name: string, command: string, ...args: string[]][] = [
  ["formatting", "prettier", "--check", "."],
  ["types", "tsc", "--noEmit"],
  ["lint", "eslint", "."],
  ["cdk synth", "cdk", "synth", "--quiet", "--output", ".build/check-synth"],
  ["tests", "vitest", "run"],
  ["adapters on the lean transport", "vitest", "run", "-c", "vitest.lean.config.ts"],
];

const notes = mkdtempSync(join(tmpdir(), "fax-check-"));
const counted = join(notes, "test-counts");
try {
  const failed = steps.find((step) => !passes(step));
  if (failed) process.exitCode = 1;
  else console.log(`\n${allTests()}`);
} finally {
  rmSync(notes, { recursive: true });
}

function passes([name, command, ...args]: (typeof steps)[number]): boolean {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const env = { ...process.env, TEST_COUNTS: counted };
  const { status } = spawnSync(command, args, { stdio: "inherit", env });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (status === 0) console.log(`== ${name}: ok (${seconds} s)`);
  else
    console.error(
      `\n${name} failed after ${seconds} s; run \`npx ${[command, ...args].join(" ")}\` to see it alone.`,
    );
  return status === 0;
}

/** The counts of both runs added up: the last line of the log. */
function allTests(): string {
  const runs = readFileSync(counted, "utf8").trim().split("\n");
  const [passed, failed, skipped] = [0, 1, 2].map((column) =>
    runs.reduce((sum, run) => sum + Number(run.split(" ")[column]), 0),
  );
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}
