import { classOfFailure, isForOperator, type FailureClass } from "./failure-classes.ts";
import { latestAttempt, type OutboundFax } from "./fax.ts";
import type { Figures } from "./metrics.ts";
import type { TableChange } from "./relay.ts";

/** Figures that belong in one line of the log: those of one class of failures, or those of none. */
export type FigureLine = { figures: Figures; failureClass?: FailureClass };

/**
 * What a batch of the table's stream tells of faxes that ended or are called again, as few lines as possible. Pure.
 * A batch read twice counts twice: figures are for a person's eye, no record.
 */
export function countOutcomes(changes: TableChange[]): FigureLine[] {
  const turned = changes.flatMap(turnOf);
  const delivered = turned.filter(({ after }) => after.status === "delivered").length;
  const failed = turned.filter(({ after }) => after.status === "failed").map(({ after }) => after);
  const redials = turned.filter(isRedial).length;
  const forOperator = failed.filter(({ failure }) => isForOperator(failure?.reason ?? "")).length;
  const shares = [...Array<number>(delivered).fill(0), ...Array<number>(failed.length).fill(100)];
  const figures: Figures = {
    ...(delivered > 0 ? { Delivered: delivered } : {}),
    ...(shares.length > 0 ? { FailedShare: shares } : {}),
    ...(forOperator > 0 ? { ConfigurationFailures: forOperator } : {}),
    ...(redials > 0 ? { Redials: redials } : {}),
  };
  return [...(Object.keys(figures).length > 0 ? [{ figures }] : []), ...failedByClass(failed)];
}

type Turn = { before: OutboundFax; after: OutboundFax };

/** The outbound fax whose status this change turned. */
function turnOf(change: TableChange): Turn[] {
  if (change.item !== "fax") return [];
  const { before, after } = change;
  if (before?.direction !== "outbound" || after?.direction !== "outbound") return [];
  return before.status === after.status ? [] : [{ before, after }];
}

/** A call that made no attempt, for want of a channel or a carrier, is no redial. */
const isRedial = ({ before, after }: Turn): boolean =>
  before.status === "sending" &&
  after.status === "queued" &&
  after.waitingFor === "redial" &&
  latestAttempt(after)?.state === "failed";

function failedByClass(failed: OutboundFax[]): FigureLine[] {
  const counts = new Map<FailureClass, number>();
  for (const { failure } of failed) {
    const failureClass = classOfFailure(failure?.reason ?? "");
    counts.set(failureClass, (counts.get(failureClass) ?? 0) + 1);
  }
  return [...counts].map(([failureClass, count]) => ({ figures: { Failed: count }, failureClass }));
}
