/** What one cross-check found. */
export type Difference = {
  /** the same from run to run: `known-differences.ts` names it so */
  name: string;
  /** what was seen, in one line */
  detail: string;
};

export type Outcome = { passed: number; skipped: number; differences: Difference[] };

export type Check = {
  name: string;
  against: string;
  /** Rejects with ToolMissing where this machine cannot run it. */
  run: () => Promise<Outcome>;
};

/** Something that the check needs is not on this machine; the message names it. */
export class ToolMissing extends Error {}

/** The message of whatever was thrown, on one line. */
export const lineOf = (error: unknown): string =>
  (error instanceof Error ? error.message || error.name : String(error)).replace(/\s+/g, " ").slice(0, 300);
