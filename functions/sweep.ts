import { askAboutCalls } from "../core/operations/ask-about-calls.ts";
import { askAboutReceptions } from "../core/operations/ask-about-receptions.ts";
import { findLostInbound } from "../core/operations/find-lost-inbound.ts";
import { removeExpired } from "../core/operations/remove-expired.ts";
import { sendDigest } from "../core/operations/send-digest.ts";
import { sweepBroadcasts } from "../core/operations/sweep-broadcasts.ts";
import { sweepDeliveries } from "../core/operations/sweep-deliveries.ts";
import { sweepDue } from "../core/operations/sweep-due.ts";
import { takeCensus } from "../core/operations/take-census.ts";
import { takeReadings } from "../core/operations/take-readings.ts";
import { watchChannels } from "../core/operations/watch-channels.ts";
import { readEnvironment } from "./runtime/env.ts";
import { describeError, log } from "./runtime/log.ts";
import { writeFigures } from "./runtime/metrics.ts";
import { sweepDeps } from "./runtime/sweep-deps.ts";

const deps = sweepDeps(readEnvironment("sweep"));

/** Every five minutes: repairs what was lost, is never the normal path. What hangs on the carrier comes last. */
export const handler = async () => {
  const forgotten = (await step("census", () => takeCensus(deps.census))) ?? 0;
  const due = await step("due", () => sweepDue(deps.due));
  const woken = await step("channels", () => watchChannels(deps.channels));
  const found = [
    await step("calls", () => askAboutCalls(deps.calls, due?.calls)),
    await step("receptions", () => askAboutReceptions(deps.receptions, due?.receptions ?? [])),
    await step("inbound", () => findLostInbound(deps.inbound)),
  ].reduce<number>((sum, some) => sum + (some ?? 0), 0);
  const broadcasts = (await step("broadcasts", () => sweepBroadcasts(deps.broadcasts))) ?? 0;
  const told = (await step("deliveries", () => sweepDeliveries(deps.deliveries))) ?? 0;
  const handled = (due?.handled ?? 0) + broadcasts + told;
  if (forgotten + handled + found > 0 || woken) log("info", "sweep", { forgotten, handled, found });
  // What was due has been woken, so that only what does not move is told as waiting.
  const readings = await step("readings", () => takeReadings(deps.readings));
  if (readings) writeFigures(readings);
  const { digest } = deps;
  // Once a day, and nobody waits for it; nor for what is removed.
  if (digest) await step("digest", () => sendDigest(digest));
  const removed = (await step("removal", () => removeExpired(deps.removal))) ?? 0;
  if (removed > 0) log("info", "expired_removed", { removed });
};

/** One step that fails must not keep the others from what they repair. */
const step = <T>(name: string, work: () => Promise<T>): Promise<T | undefined> =>
  work().catch((error: unknown) => {
    log("warn", "sweep_step_failed", { step: name, error: describeError(error) });
    return undefined;
  });
