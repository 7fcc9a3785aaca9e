/** `npm run cross`: holds the project against engines and tools of others. docs/cross-check.md explains the table. */
import { parseArgs } from "node:util";
import { checks } from "./checks.ts";
import { isDocumentTrue, writeDocument } from "./document.ts";
import { ToolMissing, lineOf, type Check } from "./outcome.ts";
import { cellsOf, columns, differenceLines, isGood, outdated, textTable, type Row } from "./report.ts";

const usage = `Holds the project against independent engines and tools; installs them into .build/cross.

  npm run cross -- [options]
  --only NAME[,NAME]  only these checks (${[...new Set(checks.map(({ name }) => name))].join(", ")})
  --write             put the known differences, and the table of a whole run, into docs/cross-check.md`;

function chosen(): { asked: Check[]; isWhole: boolean; write: boolean } {
  const options = {
    only: { type: "string" },
    write: { type: "boolean" },
    help: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const names = values.only?.split(",");
  const asked = checks.filter(({ name }) => names === undefined || names.includes(name));
  const unknown = names?.filter((name) => !checks.some((check) => check.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no check named ${unknown.join(", ")}.\n\n${usage}`);
  return { asked, isWhole: names === undefined, write: values.write ?? false };
}

async function runCheck({ name, against, run }: Check): Promise<Row> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const outcome = await run();
    return { name, against, kind: "ran", outcome, seconds: seconds() };
  } catch (error) {
    const kind = error instanceof ToolMissing ? "skipped" : "broken";
    return { name, against, kind, why: lineOf(error), seconds: seconds() };
  }
}

async function main(): Promise<number> {
  const { asked, isWhole, write } = chosen();
  const rows: Row[] = [];
  for (const check of asked) {
    console.error(`${check.name} against ${check.against} ...`);
    rows.push(await runCheck(check));
  }
  console.log(rows.flatMap(differenceLines).join("\n"));
  console.log(`\n${textTable([columns, ...rows.map(cellsOf)])}`);
  for (const line of outdated(rows)) console.log(`listed and not seen: ${line}`);
  if (write) await writeDocument(isWhole ? rows : undefined);
  const isTrue = await isDocumentTrue();
  if (!isTrue) console.log("docs/cross-check.md does not show cross/known-differences.ts; run with --write.");
  return isTrue && rows.every(isGood) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(lineOf(error));
  process.exitCode = 2;
}
