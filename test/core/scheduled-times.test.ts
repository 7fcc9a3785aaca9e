import { describe, expect, it } from "vitest";
import { Problem } from "../../core/errors.ts";
import { sendFax, type SendDeps } from "../../core/operations/send-fax.ts";
import { refusalOfTimes } from "../../core/scheduled-times.ts";
import { noon, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const dayMs = 86_400_000;
const told = (scheduled: number, giveUp?: number) =>
  refusalOfTimes(
    { scheduled_at: iso(scheduled), ...(giveUp === undefined ? {} : { give_up_at: iso(giveUp) }) },
    noon,
  )?.errors[0]?.detail;

describe("the time a sender chooses", () => {
  it.each([
    [noon, "must lie in the future"],
    [noon - 1, "must lie in the future"],
    [noon + 367 * dayMs, "at most a year ahead"],
  ])("%i is refused: it %s", (at, why) => {
    expect(told(at)).toContain(why);
  });

  it("must lie before the time to give up", () => {
    expect(told(noon + dayMs, noon + dayMs)).toContain("before 'give_up_at'");
    expect(told(noon + dayMs, noon + dayMs + 1)).toBeUndefined();
  });

  it("may be a millisecond or a year ahead, in any zone, or none", () => {
    expect(told(noon + 1)).toBeUndefined();
    expect(told(noon + 365 * dayMs)).toBeUndefined();
    expect(refusalOfTimes({}, noon)).toBeUndefined();
    expect(refusalOfTimes({ give_up_at: iso(noon - dayMs) }, noon)).toBeUndefined();
  });
});

describe("an order repeated after its time", () => {
  const table = memoryFaxes();
  let clock = noon;
  const deps: SendDeps = {
    rules: {
      connectionId: "234423",
      defaultFrom: "+12065550117",
      allowedCountries: ["US"],
      maxFaxesPerDay: 9,
      giveUpAfterSeconds: 3 * 86_400,
      fetchRule: { allowOrigins: [] },
    },
    now: () => clock,
    createFax: table.createFax,
    listMailboxes: async () => [],
    storePart: async () => undefined,
    readFax: async (id) => {
      const request = table.requests.get(id);
      return request && { fax: table.outbound(id), request };
    },
  };
  const send = (scheduled_at: string, mayRepeat = true) =>
    sendFax(deps, {
      faxId: uuid("fax"),
      body: { to: "+13125550148", scheduled_at },
      contents: [],
      mayRepeat,
      origin: { door: "api", by: "key" },
    });

  it("is answered as the first time; another order is refused for its time", async () => {
    const at = iso(noon + dayMs);
    const first = await send(at);
    expect(first.fax).toMatchObject({ status: "preparing", scheduledAt: noon + dayMs });
    clock = noon + 2 * dayMs;
    expect((await send(at)).fax).toEqual(first.fax);
    await expect(send(iso(noon + 2))).rejects.toThrow("Idempotency-Key");
    await expect(send(at, false)).rejects.toThrow(Problem);
  });
});
