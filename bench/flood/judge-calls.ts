/** A call as the simulator's record of calls tells it. */
export type CallSeen = { to: string; started_at: string; ended_at: string | null };

/** The most calls that were under way at one moment; one that begins when another ends comes after it. */
export function mostAtOnce(calls: CallSeen[]): number {
  const steps = calls.flatMap(({ started_at: from, ended_at: to }) => [
    { at: Date.parse(from), by: 1 },
    ...(to === null ? [] : [{ at: Date.parse(to), by: -1 }]),
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of steps.sort((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** The most calls that were under way at one moment to one number. */
export function mostToOneNumber(calls: CallSeen[]): number {
  const byNumber = Map.groupBy(calls, ({ to }) => to);
  return Math.max(0, ...[...byNumber.values()].map(mostAtOnce));
}
