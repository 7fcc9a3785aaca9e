import { freeChannels, type Channels } from "../lanes.ts";

export type WatchDeps = {
  now: () => number;
  /** Calls at once that the settings allow. */
  limit: number;
  readChannels: () => Promise<Channels>;
  /** Key and connection are there. */
  isConfigured: (now: number) => Promise<boolean>;
  /** Closes a breaker that is open because they were not. */
  closeNotConfigured: () => Promise<boolean>;
  wakeChannels: () => Promise<unknown>;
};

/**
 * Every five minutes: whoever waits for a channel while one is free is woken, be it that the limit was raised, that the
 * time of a probe has come, or that a wake-up was lost; and a breaker that waits for a key closes once there is one.
 * Answers whether there was anything to do.
 */
export async function watchChannels(deps: WatchDeps): Promise<boolean> {
  const channels = await deps.readChannels();
  if (channels.breaker?.reason === "not_configured") {
    return (await deps.isConfigured(deps.now())) && (await deps.closeNotConfigured());
  }
  const isWaited = channels.waited !== undefined;
  if (!isWaited || freeChannels(channels, deps.limit, deps.now()) < 1) return false;
  await deps.wakeChannels();
  return true;
}
