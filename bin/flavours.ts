import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { flavourNames } from "../simulator/flavours.ts";

/** `npm run flavours`: the journeys on the laptop once more under every flavour of the simulator, one by one. */
const root = join(import.meta.dirname, "..");
const folder = "test/journeys";
/** Long, or about something that no flavour touches. */
const leftOut = ["fuzz.test.ts", "grants.test.ts", "start.test.ts"];

const { values } = parseArgs({ options: { flavour: { type: "string" } } });
const asked = values.flavour === undefined ? flavourNames : [values.flavour];
const unknown = asked.find((name) => !flavourNames.includes(name));
if (unknown !== undefined) {
  console.error(`There is no flavour ${unknown}; there are ${flavourNames.join(", ")}.`);
  process.exit(2);
}

const journeys = readdirSync(join(root, folder))
  .filter((name) => name.endsWith(".test.ts") && !leftOut.includes(name))
  .map((name) => `${folder}/${name}`)
  .filter((file) => readFileSync(join(root, file), "utf8").includes("openJourney"));

const rows = asked.map((flavour) => {
  console.log(`\n== ${flavour}`);
  const begun = performance.now();
  const { status } = spawnSync("vitest", ["run", ...journeys], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, SIM_FLAVOUR: flavour },
  });
  return { flavour, hasPassed: status === 0, seconds: (performance.now() - begun) / 1000 };
});

console.log(`\n${journeys.length} files of journeys under each flavour`);
for (const { flavour, hasPassed, seconds } of rows) {
  console.log(`${flavour.padEnd(20)} ${hasPassed ? "passed" : "FAILED"} ${seconds.toFixed(0).padStart(5)} s`);
}
process.exit(rows.every(({ hasPassed }) => hasPassed) ? 0 : 1);
