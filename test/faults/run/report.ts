import type { CaseResult } from "../harness/run-case.ts";
import type { Trace } from "../harness/director.ts";
import type { Case } from "../plan/case.ts";

export type Outcome = { one: Case; result: CaseResult };

const has = (what: "lost" | "doubled" | "stuck") => (outcome: Outcome) =>
  outcome.result.violations.some((violation) => violation.what === what);
const isFired = ({ result }: Outcome): boolean => result.unfired.length === 0;

/** What went wrong, what it broke, and how to see just that once more; empty where nothing did. */
export function complaintOf({ one, result }: Outcome): string {
  if (result.violations.length === 0 && result.unfired.length === 0) return "";
  const faults = one.faults.map(({ at, kind }) => `${at}, ${kind}`).join(" and ");
  const lines = [
    ...result.violations.map(({ what, why }) => `  ${what}: ${why}`),
    ...result.unfired.map(({ at }) => `  not fired: ${at} did not come`),
  ];
  return [`${one.id}: ${faults}`, ...lines, `  again: npm run faults -- --only ${one.id}`].join("\n");
}

/** One row a flow, one for the pairs. */
export function table(traces: Map<string, Trace>, outcomes: Outcome[]): string {
  const rows = [...traces].map(([flow, { calls, messages }]) => {
    const own = outcomes.filter(({ one }) => one.flow === flow && one.faults.length === 1);
    return [flow, String(calls.length), String(messages.length), ...counts(own)];
  });
  const pairs = outcomes.filter(({ one }) => one.faults.length > 1);
  if (pairs.length > 0) rows.push(["pairs", "", "", ...counts(pairs)]);
  const head = ["flow", "external calls", "messages", "tried", "fired", "lost", "doubled", "stuck", "s/case"];
  const widths = head.map((word, column) =>
    Math.max(word.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return [head, ...rows].map(line).join("\n");
}

function counts(outcomes: Outcome[]): string[] {
  const seconds = outcomes.reduce((sum, { result }) => sum + result.realMs, 0) / 1000;
  return [
    outcomes.length,
    outcomes.filter(isFired).length,
    outcomes.filter(has("lost")).length,
    outcomes.filter(has("doubled")).length,
    outcomes.filter(has("stuck")).length,
    (seconds / Math.max(1, outcomes.length)).toFixed(1),
  ].map(String);
}

/** The suite's last line. */
export const lastLine = (outcomes: Outcome[]): string =>
  `${outcomes.length} faults tried, ${outcomes.filter(has("lost")).length} lost, ` +
  `${outcomes.filter(has("doubled")).length} doubled, ${outcomes.filter(has("stuck")).length} stuck`;

export const isClean = (outcomes: Outcome[]): boolean =>
  outcomes.every((outcome) => complaintOf(outcome) === "");
