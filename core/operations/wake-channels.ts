import { freeChannels, type Channels } from "../lanes.ts";

export type WakeChannelsDeps = {
  now: () => number;
  channels: number;
  readChannels: () => Promise<Channels>;
  /** Repeats the wake-up of the channels' line through the table. */
  wakeChannels: (at: number) => Promise<unknown>;
};

/** Somebody is noted as waiting while channels are free: the wake-up was lost, or the setting was raised. Answers whether. */
export async function wakeChannels(deps: WakeChannelsDeps): Promise<boolean> {
  const now = deps.now();
  const channels = await deps.readChannels();
  if (channels.waited === undefined || freeChannels(channels, deps.channels, now) < 1) return false;
  await deps.wakeChannels(now);
  return true;
}
