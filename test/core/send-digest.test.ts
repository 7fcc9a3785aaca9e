import { describe, expect, it } from "vitest";
import type { DigestMark } from "../../core/digest/digest-day.ts";
import type { Digest } from "../../core/digest/digest-of-refusals.ts";
import { digestClaimMs, sendDigest, type DigestDeps } from "../../core/operations/send-digest.ts";
import type { Refusal } from "../../core/refusal.ts";

const minute = 60_000;
const hour = 60 * minute;
const seven = Date.parse("2026-11-24T07:00:07Z");

const refusalAt = (at: number): Refusal => ({
  id: String(at),
  door: "mail",
  at,
  from: "ann@clinic.example",
  to: [],
  reason: "sender_not_allowed",
  detail: "",
});

/** A table, a clock and an outbox; `stopAt`: the call at which the sweep is stopped, before or after it took effect. */
function openDesk(refusals: Refusal[]) {
  const desk = { now: seven, sent: [] as Digest[], requests: 0, mark: {} as DigestMark, claimedUntil: 0 };
  const deps = (stopAt?: { call: string; after: boolean }): DigestDeps => {
    const call = async <T>(name: string, work: () => T): Promise<T> => {
      desk.requests++;
      if (stopAt?.call === name && !stopAt.after) throw new Error("stopped");
      const answer = work();
      if (stopAt?.call === name) throw new Error("stopped");
      return Promise.resolve(answer);
    };
    return {
      now: () => desk.now,
      timeZone: "UTC",
      mailDomain: "fax.example.com",
      readMark: () => call("readMark", () => ({ ...desk.mark })),
      claim: (day, now, until) =>
        call("claim", () => {
          if ((desk.mark.day ?? "") >= day || desk.claimedUntil > now) return false;
          desk.claimedUntil = until;
          return true;
        }),
      listRefusals: (since, until, limit) =>
        call("listRefusals", () => refusals.filter(({ at }) => at >= since && at < until).slice(0, limit)),
      send: (digest) => call("send", () => desk.sent.push(digest)),
      writeMark: (mark, claimedUntil) =>
        call("writeMark", () => {
          if (desk.claimedUntil === claimedUntil) Object.assign(desk, { mark, claimedUntil: 0 });
        }),
    };
  };
  /** Sweeps of the next hours, every five minutes. */
  const sweepFor = async (hours: number) => {
    for (const end = desk.now + hours * hour; desk.now < end; desk.now += 5 * minute)
      await sendDigest(deps());
  };
  return { desk, deps, sweepFor };
}

describe("the operator's digest", () => {
  it("is sent once a day, and tells each refusal once", async () => {
    const { desk, sweepFor } = openDesk([-30, -3, 1, 30].map((hours) => refusalAt(seven + hours * hour)));
    desk.now = seven - 7 * hour;
    await sweepFor(96);
    // The oldest came before anybody was to be told.
    expect(desk.sent.map(({ subject }) => subject)).toEqual(Array(3).fill("Fax: 1 refusal"));
  });

  it("is not sent where nothing was refused, and the day is not looked at again", async () => {
    const { desk, deps, sweepFor } = openDesk([refusalAt(seven - hour)]);
    await sendDigest(deps());
    expect(desk.mark.day).toBe("2026-11-24");
    await sweepFor(16);
    expect(desk.sent).toEqual([]);
  });

  it("costs an idle day 34 reads and three requests for the mark", async () => {
    const { desk, sweepFor } = openDesk([]);
    desk.now = seven - 7 * hour;
    await sweepFor(24);
    expect(desk.requests).toBe(34 + 3);
  });

  it("is one, though two sweeps meet", async () => {
    const { desk, deps } = openDesk([refusalAt(seven - 3 * hour)]);
    await Promise.all([sendDigest(deps()), sendDigest(deps())]);
    expect(desk.sent).toHaveLength(1);
  });

  it.each([
    ["readMark", false, 1],
    ["claim", true, 1],
    ["listRefusals", false, 1],
    ["send", false, 1],
    ["send", true, 2],
    ["writeMark", false, 2],
    ["writeMark", true, 1],
  ])("is late and not lost where the sweep is stopped at %s (done: %s): sent %i times", async (...given) => {
    const [call, after, times] = given;
    const { desk, deps, sweepFor } = openDesk([refusalAt(seven - 3 * hour)]);
    await expect(sendDigest(deps({ call, after }))).rejects.toThrow("stopped");
    expect(digestClaimMs).toBeLessThan(5 * minute);
    desk.now += 5 * minute;
    await sweepFor(40);
    expect(desk.sent).toHaveLength(times);
  });

  it("catches up a day on which no sweep ran", async () => {
    const { desk, deps } = openDesk([refusalAt(seven - 3 * hour), refusalAt(seven + 26 * hour)]);
    await sendDigest(deps());
    desk.now += 72 * hour + 20 * minute;
    expect(await sendDigest(deps())).toBe(0);
    desk.now += 45 * minute;
    expect(await sendDigest(deps())).toBe(1);
  });

  it("reads a thousand refusals, and says that there may be more", async () => {
    const many = Array.from({ length: 1200 }, (_, n) => refusalAt(seven - 3 * hour - n));
    const { desk, deps } = openDesk(many);
    expect(await sendDigest(deps())).toBe(1000);
    expect(desk.sent[0]?.subject).toBe("Fax: 1000 or more refusals");
  });
});
