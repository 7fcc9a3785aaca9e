import { spawnSync } from "node:child_process";

/** `npm run check`: everything CI demands, in the order in which mistakes are cheapest to find. */
const steps: [name: string, command: string, ...args: string[]][] = [
  ["formatting", "prettier", "--check", "."],
  ["types", "tsc", "--noEmit"],
  ["lint", "eslint", "."],
  ["cdk synth", "cdk", "synth", "--quiet", "--output", ".build/check-synth"],
  ["tests", "vitest", "run"],
  ["adapters on the lean transport", "vitest", "run", "-c", "vitest.lean.config.ts"],
];

for (const [name, command, ...args] of steps) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (status !== 0) {
    console.error(
      `\n${name} failed after ${seconds} s; run \`npx ${[command, ...args].join(" ")}\` to see it alone.`,
    );
    process.exit(1);
  }
  console.log(`== ${name}: ok (${seconds} s)`);
}
