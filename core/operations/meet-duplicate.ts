import { duplicateFailure, duplicateWarning, judgeDuplicate, type DuplicateRule } from "../duplicates.ts";
import type { Failure, Fax, FaxWarning, OutboundFax } from "../fax.ts";

/** A fax of the same pages that was looked at; `warns`: this one goes with a warning. */
export type KnownDuplicate = { of: string; warns: boolean };

export type DuplicateDeps = {
  /** The installation's rule, where the sender's key has none. */
  duplicates: DuplicateRule;
  readFax: (id: string) => Promise<Fax | undefined>;
  /** Ends a queued fax, with what it holds; `changed: false` brings the fax as it stands. */
  refuseDuplicate: (
    fax: OutboundFax,
    failure: Failure,
    warnings: FaxWarning[],
    at: number,
  ) => Promise<{ changed: boolean; fax: Fax | undefined }>;
};

export type Met =
  { kind: "known"; known: KnownDuplicate } | { kind: "refused" } | { kind: "changed"; fax: Fax | undefined };

/** The number's lane remembers the same pages, of the fax `of`: the fax may go, perhaps with a warning, or ends. */
export async function meetDuplicate(
  deps: DuplicateDeps,
  fax: OutboundFax,
  of: string,
  at: number,
): Promise<Met> {
  const rule = judgeDuplicate(fax, await deps.readFax(of), deps.duplicates);
  if (rule !== "refuse") return { kind: "known", known: { of, warns: rule === "warn" } };
  const outcome = await deps.refuseDuplicate(fax, duplicateFailure(of), [duplicateWarning(of)], at);
  return outcome.changed ? { kind: "refused" } : { kind: "changed", fax: outcome.fax };
}
