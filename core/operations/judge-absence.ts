import {
  afterAbsence,
  judgeMissing,
  type AfterAbsence,
  type Control,
  type Listing,
  type Verdict,
} from "../absence.ts";
import type { OutboundFax } from "../fax.ts";
import type { OpenCall } from "./ask-about-call.ts";

export type JudgeDeps = {
  now: () => number;
  /** Deletes an attempt's own copy of the pages: whatever link leads there is dead. */
  deletePages: (faxId: string, attempt: number) => Promise<unknown>;
  noteMissing: (faxId: string, attempt: number, at: number) => Promise<unknown>;
  markAbsent: (
    fax: OutboundFax,
    attempt: number,
    after: AfterAbsence,
    at: number,
  ) => Promise<{ changed: boolean }>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** Draws the conclusion from a listing, asked for at `now` (epoch ms), that does not show the call. */
export async function judgeAbsence(
  deps: JudgeDeps,
  { fax, attempt }: Pick<OpenCall, "fax" | "attempt">,
  listing: Listing,
  controls: Control[],
  now: number,
): Promise<"missed" | "absent" | Extract<Verdict, { kind: "stays" }>["why"]> {
  const facts = { faxId: fax.id, attempt: attempt.number };
  const verdict = judgeMissing(fax, attempt, listing, controls, now);
  if (verdict.kind === "stays") {
    if (verdict.why !== "too_early") deps.report("attempt_stays_unknown", { ...facts, why: verdict.why });
    return verdict.why;
  }
  if (verdict.kind === "missed") {
    // The fence before the note: from then on no acceptance can lead to a call, and the second look may be counted.
    await deps.deletePages(fax.id, attempt.number);
    await deps.noteMissing(fax.id, attempt.number, deps.now());
    return "missed";
  }
  const after = afterAbsence(fax, now);
  const { changed } = await deps.markAbsent(fax, attempt.number, after, deps.now());
  if (changed) deps.report("attempt_absent", { ...facts, becomes: after.status });
  return "absent";
}
