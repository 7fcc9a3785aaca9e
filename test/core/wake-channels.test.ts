import { describe, expect, it } from "vitest";
import type { Channels } from "../../core/lanes.ts";
import { wakeChannels } from "../../core/operations/wake-channels.ts";
import { noon, uuid } from "../support/faxes.ts";

const calls = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ faxId: uuid(`${index}`), attempt: 1, startedAt: noon }));

describe("a lost wake-up of the channels' line, or a raised setting", () => {
  it.each<[string, Channels, number, boolean]>([
    ["somebody waits and a channel is free", { calls: calls(1), waited: "somebody" }, 2, true],
    ["somebody waits and the setting was raised", { calls: calls(2), waited: "somebody" }, 5, true],
    ["all channels are in use", { calls: calls(2), waited: "somebody" }, 2, false],
    ["nobody waits", { calls: calls(1) }, 2, false],
    [
      "the carrier refused more for a while",
      { calls: calls(1), waited: "somebody", cap: 1, capUntil: noon + 1 },
      2,
      false,
    ],
  ])("given that %s", async (_what, channels, limit, isWoken) => {
    const woken: number[] = [];
    const deps = {
      now: () => noon,
      channels: limit,
      readChannels: async () => channels,
      wakeChannels: async (at: number) => woken.push(at),
    };
    expect(await wakeChannels(deps)).toBe(isWoken);
    expect(woken).toEqual(isWoken ? [noon] : []);
  });
});
