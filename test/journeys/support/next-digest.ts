import { digestDay } from "../../../core/digest/digest-day.ts";
import type { Journey } from "./laptop.ts";

const minute = 60_000;
/** Time for the refusals so far to be old enough to be told of. */
const settledMs = 3 * 60 * minute;

/** Moves the clock to the middle of the minutes in which the next day's digest is looked after. */
export async function passToNextDigest(run: Journey): Promise<void> {
  // As the header lines: the laptop's settings take the machine's own zone.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const now = run.clock.now().getTime();
  const today = dateOf(now, timeZone);
  let at = now + settledMs;
  while (digestDay(at, timeZone) === undefined || dateOf(at, timeZone) === today) at += minute;
  await run.control("/clock", { advance_seconds: Math.ceil((at - now) / 1000) });
}

const dateOf = (at: number, timeZone: string) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);
