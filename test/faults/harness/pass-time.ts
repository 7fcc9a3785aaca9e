import type { Stand } from "./open-stand.ts";

const lookEveryMs = 5;
const minute = 60_000;
const nowOf = ({ clock }: Stand): number => clock.now().getTime();

/** Waits until nothing happens any more without time passing. */
export async function settle(stand: Stand): Promise<void> {
  await stand.cloud.idle(30_000, lookEveryMs);
  stand.cloud.sqs.time.hold(nowOf(stand));
}

/** Pushes clock and queues forward together, and waits for what that sets going. */
export async function pass(stand: Stand, localMs: number): Promise<void> {
  stand.clock.advance(localMs / 1000);
  stand.cloud.sqs.time.release(nowOf(stand));
  await settle(stand);
}

/** Local milliseconds until something is due by itself: a timer of carrier or schedule, a message kept back. */
const untilNext = (stand: Stand): number =>
  Math.min(stand.clock.untilNext() ?? Infinity, (stand.cloud.sqs.time.nextDue() ?? Infinity) - nowOf(stand));

/**
 * Lets time pass from one event to the next until `isReached`, at most `boundMs` of local time. After an hour the
 * steps grow: what has not come by then hangs on days, not on minutes. Answers whether it was reached.
 */
export async function passUntil(
  stand: Stand,
  isReached: () => Promise<boolean>,
  boundMs: number,
): Promise<boolean> {
  const since = nowOf(stand);
  for (;;) {
    await settle(stand);
    if (await isReached()) return true;
    const passed = nowOf(stand) - since;
    if (passed >= boundMs) return false;
    const leastMs = passed < 60 * minute ? 1 : passed < 6 * 60 * minute ? 15 * minute : 60 * minute;
    await pass(stand, Math.min(boundMs - passed + 1, Math.max(leastMs, untilNext(stand) + 1)));
  }
}
