import { describe, expect, it } from "vitest";
import { opened, type Breaker } from "../../core/breaker.ts";
import { watchChannels } from "../../core/operations/watch-channels.ts";
import type { Channels } from "../../core/lanes.ts";
import { noon } from "../support/faxes.ts";

async function watch(channels: Partial<Channels>, isConfigured = true, now = noon): Promise<string[]> {
  const done: string[] = [];
  await watchChannels({
    now: () => now,
    limit: 2,
    readChannels: async () => ({ calls: [], ...channels }),
    isConfigured: async () => isConfigured,
    closeNotConfigured: async () => Boolean(done.push("close")),
    wakeChannels: async () => done.push("wake"),
  });
  return done;
}
const call = { faxId: "f", attempt: 1, startedAt: noon };
const waited = "somebody";
const broken: Breaker = opened("account_disabled", noon);

describe("the look at the channels every five minutes", () => {
  it.each<[string, Partial<Channels>, string[]]>([
    ["nobody waits: nothing", {}, []],
    ["somebody waits while a channel is free: woken", { waited, calls: [call] }, ["wake"]],
    ["somebody waits and all are in use: nothing", { waited, calls: [call, call] }, []],
    ["the breaker is open: nothing", { waited, breaker: broken }, []],
    ["a restored table: nothing", { waited, breaker: opened("restored", 0) }, []],
    ["a key is there now: closed", { waited, breaker: opened("not_configured", noon) }, ["close"]],
  ])("%s", async (_what, channels, done) => {
    expect(await watch(channels)).toEqual(done);
  });

  it("still without a key nothing happens; and when the time to try has come the line is woken", async () => {
    expect(await watch({ waited, breaker: opened("not_configured", noon) }, false)).toEqual([]);
    expect(await watch({ waited, breaker: broken }, true, noon + 300_000)).toEqual(["wake"]);
  });
});
