import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { flavourNames } from "../../simulator/flavours.ts";
import { numberRows } from "../../simulator/fax/number-rows.ts";

test("the table of docs/simulator.md is the table of the simulator", async () => {
  const text = await readFile(new URL("../../docs/simulator.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(\+\d+)` *\| `(\w+)` *\| (?:`(\w+)`|–) *\| (.*?) *\|$/gm)];
  expect(
    rows.map(([, number, outcome, reason, description]) => [number, outcome, reason ?? null, description]),
  ).toEqual(numberRows.map((row) => [row.number, row.outcome, row.failure_reason, row.description]));
});

test("docs/simulator.md names every route of the simulator", async () => {
  const text = await readFile(new URL("../../docs/simulator.md", import.meta.url), "utf8");
  const folder = new URL("../../simulator/", import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith("-routes.ts"));
  const sources = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  const routes = sources
    .flatMap((source) => [...source.matchAll(/\^(?:\\)?\/(v2|_control)(?:\\)?\/(\w+)/g)])
    .map(([, root = "", name = ""]) => `/${root}/${name}`);
  expect(new Set(routes)).toContain("/v2/fax_applications");
  expect([...new Set(routes)].filter((route) => !text.includes(route))).toEqual([]);
});

test("docs/simulator.md has a row for every flavour", async () => {
  const text = await readFile(new URL("../../docs/simulator.md", import.meta.url), "utf8");
  const section = text.slice(text.indexOf("## Where it had to choose"));
  const rows = [...section.matchAll(/^\|[^|]*\|[^|]*\| `(\w+)` *\|/gm)].map(([, name]) => name);
  expect(rows).toEqual(flavourNames);
});
