import type { Difference, Outcome } from "./outcome.ts";
import { knownDifferences, type KnownDifference } from "./known-differences.ts";

/** One line of the table, once its check has ended. */
export type Row = { name: string; against: string; seconds: number } & (
  { kind: "ran"; outcome: Outcome } | { kind: "skipped" | "broken"; why: string }
);

export type Judged = Difference & { known: KnownDifference | undefined };

export function judge({ name: check, against }: Row, differences: Difference[]): Judged[] {
  return differences.map((difference) => ({
    ...difference,
    known: knownDifferences.find(
      (known) => known.check === check && known.against === against && known.names.includes(difference.name),
    ),
  }));
}

export const columns = ["check", "against", "passed", "failed", "skipped", "differences", "seconds"];

/** The cells of a row; what failed and is known stands as "known", the rest as "new". */
export function cellsOf(row: Row): string[] {
  const start = [row.name, row.against];
  const seconds = row.seconds.toFixed(0);
  if (row.kind !== "ran") return [...start, "-", "-", "-", `${row.kind}: ${row.why}`, seconds];
  const { passed, skipped, differences } = row.outcome;
  const judged = judge(row, differences);
  const fresh = judged.filter(({ known }) => known === undefined).length;
  const words = [`${judged.length - fresh} known`, ...(fresh > 0 ? [`${fresh} NEW`] : [])];
  const named = differences.length === 0 ? "none" : words.join(", ");
  return [...start, String(passed), String(differences.length), String(skipped), named, seconds];
}

/** Everything that differs, named, what is new first. */
export function differenceLines(row: Row): string[] {
  if (row.kind !== "ran") return [];
  return judge(row, row.outcome.differences)
    .sort((a, b) => Number(a.known !== undefined) - Number(b.known !== undefined))
    .map(
      ({ name, detail, known }) =>
        `${known ? known.whose : "NEW"} | ${row.name} | ${row.against} | ${name} | ${detail}`,
    );
}

/** What the list still names although its check ran and did not find it. */
export function outdated(rows: Row[]): string[] {
  return rows.flatMap((row) => {
    if (row.kind !== "ran") return [];
    const seen = new Set(row.outcome.differences.map(({ name }) => name));
    return knownDifferences
      .filter(({ check, against }) => check === row.name && against === row.against)
      .flatMap(({ names }) => names.filter((name) => !seen.has(name)))
      .map((name) => `${row.name} | ${row.against} | ${name}`);
  });
}

export const isGood = (row: Row): boolean =>
  row.kind === "skipped" ||
  (row.kind === "ran" && judge(row, row.outcome.differences).every(({ known }) => known !== undefined));

export const textTable = (rows: string[][]): string => {
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join(" | ")
        .trimEnd(),
    )
    .join("\n");
};
