import { judgedValue, missesLimit, type Figure } from "./figure.ts";

const columns = ["figure", "measured", "baseline", "ratio", "usual", "aim", "limit", ""];

/** All figures as one table in Markdown. */
export function tableOf(figures: Figure[]): string {
  const rows = [columns, columns.map(() => ""), ...figures.map(rowOf)];
  const widths = columns.map((_, at) => Math.max(3, ...rows.map((row) => (row[at] ?? "").length)));
  return rows
    .map((row, line) =>
      line === 1
        ? `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`
        : `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`,
    )
    .join("\n");
}

function rowOf(figure: Figure): string[] {
  const { name, measured, baseline, against, unit, usual, aim, limit } = figure;
  return [
    name,
    amount(measured, unit),
    `${amount(baseline, unit)}, ${against}`,
    (measured / baseline).toFixed(2),
    usual === undefined ? "" : `${amount(usual, unit)} = ${(usual / baseline).toFixed(2)}`,
    bound(figure, aim),
    bound(figure, limit),
    limit === undefined
      ? ""
      : missesLimit(figure)
        ? "MISSED"
        : aim !== undefined && judgedValue(figure) <= aim
          ? "aim reached"
          : "ok",
  ];
}

const bound = ({ judged, unit }: Figure, value: number | undefined): string =>
  value === undefined ? "" : judged === "ratio" ? String(value) : amount(value, unit);

const amount = (value: number, unit: string): string => `${short(value)} ${unit}`.trim();

const short = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
