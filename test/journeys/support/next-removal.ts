import { looksForExpired } from "../../../core/mailbox/retention.ts";
import type { Journey } from "./laptop.ts";

const minute = 60_000;

/** Moves the clock on by so many hours, and to where the sweep next begins to look for faxes to remove. */
export async function passToNextRemoval(run: Journey, hours: number): Promise<void> {
  const now = run.clock.now().getTime();
  let at = now + hours * 60 * minute;
  while (!looksForExpired(at) || looksForExpired(at - minute)) at += minute;
  await run.control("/clock", { advance_seconds: Math.ceil((at - now) / 1000) });
}
