import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runTests, type TestOutcome } from "./plant/run-tests.ts";
import { switchPlant } from "./plant/switch.ts";
import { plants, type Plant } from "./plant/table.ts";

const usage = `Makes a stand-in lie, to see that tests notice it.

  npm run plant NAME             run the tests that must notice, with the fault switched on in their running
                                 stand-in (they must fail), and without it (they must pass)
  npm run plant all              every fault in turn
  npm run plant NAME -- --here   switch the fault on in the laptop that npm start runs here, and leave it on
  npm run plant NAME -- --off    switch it off there

${plants.map(({ name, lie }) => `  ${name.padEnd(20)} ${lie}`).join("\n")}`;

const root = join(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { here: { type: "boolean" }, off: { type: "boolean" }, help: { type: "boolean" } },
});
const [name = ""] = positionals;
const chosen = name === "all" ? plants : plants.filter((plant) => plant.name === name);

if (values.help || chosen.length === 0) {
  if (!values.help && name !== "") console.error(`There is no fault ${name}.\n`);
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
process.exit(values.here || values.off ? await switchHere(chosen, !values.off) : checkAll(chosen));

/** In the laptop of `.local/run.json`. */
async function switchHere(wanted: Plant[], on: boolean): Promise<number> {
  const runFile = join(root, ".local", "run.json");
  if (!existsSync(runFile)) {
    console.error("No laptop runs here: start one with npm start.");
    return 3;
  }
  const laptop = JSON.parse(readFileSync(runFile, "utf8")) as Parameters<typeof switchPlant>[2];
  for (const plant of wanted) {
    await switchPlant(plant, on, laptop);
    console.log(`${plant.name} is ${on ? `on: ${plant.lie}` : "off"}`);
  }
  return 0;
}

function checkAll(wanted: Plant[]): number {
  const isNoticed = wanted.map((plant) => {
    console.log(`\n== ${plant.name}: ${plant.lie}`);
    const lying = runTests(root, plant.file, plant.tests, { FAX_PLANT: plant.name });
    tell("with it", lying);
    const honest = runTests(root, plant.file, plant.tests, {});
    tell("without", honest);
    return lying.every((test) => !test.hasPassed) && honest.every((test) => test.hasPassed);
  });
  console.log("");
  wanted.forEach(({ name: plant }, index) => {
    console.log(`${isNoticed[index] ? "noticed  " : "UNNOTICED"} ${plant}`);
  });
  return isNoticed.every(Boolean) ? 0 : 1;
}

function tell(when: string, outcomes: TestOutcome[]): void {
  for (const { title, hasPassed, why } of outcomes) {
    console.log(`  ${when}: ${hasPassed ? "green" : "red  "} ${title}${why ? `\n           ${why}` : ""}`);
  }
}
