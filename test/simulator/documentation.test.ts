import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { numberRows } from "../../simulator/number-rows.ts";

test("the table of docs/simulator.md is the table of the simulator", async () => {
  const text = await readFile(new URL("../../docs/simulator.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(\+\d+)` *\| `(\w+)` *\| (?:`(\w+)`|–) *\| (.*?) *\|$/gm)];
  expect(
    rows.map(([, number, outcome, reason, description]) => [number, outcome, reason ?? null, description]),
  ).toEqual(numberRows.map((row) => [row.number, row.outcome, row.failure_reason, row.description]));
});
