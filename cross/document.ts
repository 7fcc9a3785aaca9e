/** The two tables of docs/cross-check.md that come from data: the last recorded run and the known differences. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { knownDifferences } from "./known-differences.ts";
import { cellsOf, columns, type Row } from "./report.ts";
import { root } from "./tools/run-command.ts";

const file = join(root, "docs/cross-check.md");
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("*", "\\*");
const table = (rows: string[][]) => rows.map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

function between(text: string, name: string, body: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/cross-check.md has no place for ${name}`);
  return `${text.slice(0, from)}${start}\n\n${body}\n\n${text.slice(to)}`;
}

async function rendered(text: string, rows: Row[] | undefined): Promise<string> {
  const head = ["check", "against", "difference", "whose", "why it may stay"];
  const known = knownDifferences.map(({ check, against, names, whose, reason }) => [
    ...[check, against, names.join("; "), whose, reason],
  ]);
  let next = between(text, "known differences", table([head, head.map(() => "---"), ...known]));
  if (rows) {
    const ran = rows.map(cellsOf);
    next = between(next, "recorded run", table([columns, columns.map(() => "---"), ...ran]));
  }
  return format(next, { ...(await resolveConfig(file)), filepath: file });
}

/** Whether the document shows the known differences as they are. */
export async function isDocumentTrue(): Promise<boolean> {
  const text = readFileSync(file, "utf8");
  return (await rendered(text, undefined)) === text;
}

/** Writes the known differences, and the run if it was a whole one. */
export async function writeDocument(rows: Row[] | undefined): Promise<void> {
  writeFileSync(file, await rendered(readFileSync(file, "utf8"), rows));
}
