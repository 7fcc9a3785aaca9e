import { clean } from "../terminal-text.ts";
import type { Finding, Level } from "./finding.ts";

const colours: Record<Level, string> = { ok: "32", warn: "33", FAIL: "31", skip: "2" };

/** One line a check, its mend behind it; the mark is a word, coloured where a person watches. */
export function findingLines(findings: Finding[], isColoured: boolean): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(({ check, level, says, mend }) => {
      const mark = isColoured ? `\u001b[${colours[level]}m${level.padEnd(4)}\u001b[0m` : level.padEnd(4);
      return `${mark}  ${clean(check).padEnd(width)}  ${clean(says)}${mend ? ` -> ${clean(mend)}` : ""}`;
    })
    .join("\n");
}

/** All of it in a sentence. */
export function sumLine(findings: Finding[]): string {
  const number = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const skipped = number("skip") > 0 ? `, ${number("skip")} not checked` : "";
  if (number("FAIL") === 0 && number("warn") === 0) return `All is well${skipped}.`;
  return `${number("FAIL")} to mend, ${number("warn")} to watch, ${number("ok")} ok${skipped}.`;
}
