import { otherDifferences } from "./known/others.ts";
import { s3Differences } from "./known/s3.ts";

/** A difference that was looked into: whose truth it is, and why it may stay. */
export type KnownDifference = {
  check: string;
  against: string;
  /** exactly as the check names them */
  names: string[];
  /** `ours`: we differ from AWS; `theirs`: the other does; `choice`: a rule that the other cannot know */
  whose: "ours" | "theirs" | "choice";
  reason: string;
};

/** docs/cross-check.md shows this list as a table. */
export const knownDifferences: KnownDifference[] = [...otherDifferences, ...s3Differences];
