import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createChaos, type ChaosOptions } from "../../simulator/chaos.ts";
import { anyNumber, startStage, type Stage } from "./stage.ts";

const options: ChaosOptions = {
  seed: 7,
  webhooks: { twice: 0.1, overtaken: 0.05, lost: 0.05 },
  outcomes: { user_busy: 0.2, busy_twice_then_delivered: 0.1 },
};
const numbers = Array.from({ length: 4_000 }, (_, index) => `+1312736${String(index).padStart(4, "0")}`);
const shareOf = (count: number) => count / numbers.length;

describe("lots", () => {
  const chaos = createChaos(options);

  test("fall in the shares asked for", () => {
    const plays = numbers.map((to) => chaos.playFor(to, 0));
    const busy = plays.filter((play) => play?.fails?.reason === "user_busy").length;
    expect(shareOf(busy)).toBeCloseTo(0.3, 1);
    expect(shareOf(plays.filter((play) => play === undefined).length)).toBeCloseTo(0.7, 1);
    const mishaps = numbers.map((to) => chaos.mishapOf(to, 0, "fax.delivered"));
    const share = (name: string) => shareOf(mishaps.filter((each) => each === name).length);
    expect(Math.abs(share("twice") - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(share("overtaken") - 0.05)).toBeLessThan(0.015);
    expect(Math.abs(share("lost") - 0.05)).toBeLessThan(0.015);
  });

  test("are the same for the same seed, number and turn, and others for another", () => {
    const deal = (seed: number, turn: number) => {
      const other = createChaos({ ...options, seed });
      return numbers.slice(0, 200).map((to) => [other.playFor(to, turn), other.mishapOf(to, turn, "x")]);
    };
    expect(deal(7, 0)).toEqual(deal(7, 0));
    expect(deal(7, 0)).not.toEqual(deal(8, 0));
    expect(deal(7, 0)).not.toEqual(deal(7, 1));
  });

  test("repeat after as many numbers as asked for", () => {
    const small = createChaos({ ...options, repeatsAfter: 25 });
    const deal = (from: number) =>
      numbers.slice(from, from + 25).map((to) => [small.playFor(to, 3), small.mishapOf(to, 3, "x")]);
    expect(deal(25)).toEqual(deal(0));
    expect(deal(1_000)).toEqual(deal(0));
    expect(deal(1)).not.toEqual(deal(0));
  });

  test("without any all is as usual", () => {
    const none = createChaos(undefined);
    expect(none.playFor(anyNumber, 0)).toBeUndefined();
    expect(none.mishapOf(anyNumber, 0, "fax.delivered")).toBeUndefined();
  });
});

describe("POST /_control/chaos", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());
  const told = async (chaos: object | null, to = anyNumber, isTold = true) => {
    expect((await stage.control("/chaos", chaos)).status).toBe(200);
    const id = await stage.send(to);
    await stage.ended(id, isTold);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return stage.receiver.types(id);
  };
  const usual = ["fax.queued", "fax.media.processed", "fax.sending.started", "fax.delivered"];

  test("tells webhooks twice, late, or not, and ends", async () => {
    expect((await told({ seed: 1, webhooks: { twice: 1 } })).sort()).toEqual([...usual, ...usual].sort());
    const overtaken = await told({ seed: 3, webhooks: { overtaken: 0.5 } });
    expect(overtaken).not.toEqual(usual);
    expect(overtaken.sort()).toEqual([...usual].sort());
    expect(await told({ seed: 1, webhooks: { lost: 1 } }, anyNumber, false)).toEqual([]);
    expect(await told(null)).toEqual(usual);
  });

  test("deals outcomes, but not to numbers that have their own", async () => {
    const chaos = { seed: 1, outcomes: { user_busy: 1 } };
    expect(await told(chaos)).toContain("fax.failed");
    expect(await told(chaos, "+13125550100")).toContain("fax.delivered");
    await told(null);
  });

  test.each([
    { seed: 1, webhooks: { twice: 0.6, lost: 0.6 } },
    { seed: 1, outcomes: { no_such_row: 0.1 } },
    { seed: 1, webhooks: { thrice: 0.1 } },
    { webhooks: { twice: 0.1 } },
  ])("refuses %j", async (chaos) => {
    expect((await stage.control("/chaos", chaos)).status).toBe(422);
  });
});
