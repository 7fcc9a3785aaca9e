import { invalid, notFound } from "../errors.ts";
import type { Fax } from "../fax.ts";

export type DeleteDeps = {
  now: () => number;
  readFax: (id: string) => Promise<Fax | undefined>;
  deleteFax: (fax: Fax, at: number) => Promise<{ changed: boolean }>;
};

/** Removes a closed fax and its pages. Throws `Problem`: 404, or 422 for a fax still open. */
export async function deleteFax(deps: DeleteDeps, id: string): Promise<void> {
  const fax = await deps.readFax(id);
  if (!fax || fax.deletedAt !== undefined) throw notFound("The fax");
  const outcome = await deps.deleteFax(fax, deps.now());
  if (!outcome.changed) {
    throw invalid(
      "fax_open",
      "Fax is still open",
      "Cancel the fax, or wait until it has ended; then delete it.",
    );
  }
}
