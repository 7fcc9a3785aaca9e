/** One measured thing beside what it is held against; both come from the same run. */
export type Figure = {
  name: string;
  measured: number;
  /** What `measured` is divided by, and what that is. */
  baseline: number;
  against: string;
  unit: string;
  /** What `aim` and `limit` speak of: the quotient, or the measured value itself. */
  judged: "ratio" | "measured";
  aim?: number;
  limit?: number;
  /** For comparison, in the same unit: the same work done the usual way. */
  usual?: number;
};

export const judgedValue = (figure: Figure): number =>
  figure.judged === "ratio" ? figure.measured / figure.baseline : figure.measured;

export const missesLimit = (figure: Figure): boolean =>
  figure.limit !== undefined && judgedValue(figure) > figure.limit;

/** What one bench needs to know of its run. */
export type Run = { isQuick: boolean; say: (line: string) => void };

export const median = (values: number[]): number => percentile(values, 50);

export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}
