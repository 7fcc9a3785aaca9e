import { setTimeout as wait } from "node:timers/promises";
import { openBenchLaptop, type BenchLaptop, type FaxSeen } from "./bench-laptop.ts";
import { median, percentile, type Figure, type Run } from "./figure.ts";

/** Invocations one after the other between POST and the caller's answer "delivered": api, relay, prepare, relay, dispatch; webhook, apply, api. */
const invocationsInLine = 8;
/** A fax is with the carrier for about three seconds, so several are under way at once. */
const betweenMs = 800;
const carrierMs = 3_000;

/** What we add to a fax's way: until the carrier has it, and from its "delivered" until a caller sees it. */
export async function measureOverhead({ isQuick, say }: Run): Promise<Figure[]> {
  const laptop = await openBenchLaptop();
  try {
    await deliverAll(laptop, 8);
    await laptop.cloud.idle();
    const overheads = await deliverAll(laptop, isQuick ? 20 : 64);
    const empties = await emptyInvocations(laptop, isQuick ? 100 : 300);
    say(
      `overhead: before the carrier ${percentile(
        overheads.map(({ before }) => before),
        50,
      ).toFixed(1)} ms, after it ${percentile(
        overheads.map(({ after }) => after),
        50,
      ).toFixed(1)} ms (medians)`,
    );
    const sums = overheads.map(({ before, after }) => before + after);
    const figure = (name: string, percent: number, aim: number, limit?: number): Figure => ({
      name: `send to delivered, ours, ${name}`,
      measured: percentile(sums, percent),
      baseline: median(empties) * invocationsInLine,
      against: `${invocationsInLine} empty invocations`,
      unit: "ms",
      judged: "measured",
      aim,
      ...(limit === undefined ? {} : { limit }),
    });
    return [figure("p50", 50, 25, 60), figure("p99", 99, 60)];
  } finally {
    await laptop.close();
  }
}

type Overhead = { before: number; after: number };
/** `begun`, `seenAt`: epoch milliseconds here; `deliveredAt`: at the carrier. */
type Way = { carrierFaxId: string; begun: number; deliveredAt: number; seenAt: number };

/** Each fax has a number of its own: one that waits for another would tell of the line. */
let numbers = 0;

/** Sends faxes one after the other, and notes when each is seen delivered. */
async function deliverAll(laptop: BenchLaptop, count: number): Promise<Overhead[]> {
  const seen: Promise<Way>[] = [];
  for (let index = 0; index < count; index++) {
    const at = Date.now();
    const id = await laptop.send(`+1312556${1000 + ++numbers}`);
    seen.push(watch(laptop, id, at));
    await wait(Math.max(0, betweenMs - (Date.now() - at)));
  }
  const ways = await Promise.all(seen);
  const taken = await laptop.takenByCarrier();
  return ways.map(({ carrierFaxId, begun, deliveredAt, seenAt }) => {
    const takenAt = taken.get(carrierFaxId);
    if (takenAt === undefined) throw new Error("the carrier told no event of a fax of the bench");
    return { before: takenAt - begun, after: seenAt - deliveredAt };
  });
}

/** Looks whenever an event has been applied, as a caller who is told would; each look is a request of its own. */
async function watch(laptop: BenchLaptop, id: string, begun: number): Promise<Way> {
  const end = begun + 30_000;
  // The carrier of the laptop takes three seconds; looks before that would only be in others' way.
  await wait(carrierMs - 300);
  for (;;) {
    const fax = await laptop.fax(id);
    const seenAt = Date.now();
    if (fax.status === "delivered") {
      const carrierFaxId = fax.attempts[0]?.carrier_fax_id ?? "";
      return { carrierFaxId, begun, deliveredAt: timeOf(fax, "fax.delivered"), seenAt };
    }
    if (fax.status === "failed" || seenAt > end) throw new Error(`a fax of the bench is ${fax.status}`);
    await nextApply(laptop);
  }
}

/** When something happened, at the carrier or here, by the one clock of the laptop; epoch milliseconds. */
function timeOf(fax: FaxSeen, word: string): number {
  const event = fax.events.find((entry) => entry.event === word);
  if (!event) throw new Error(`a delivered fax lacks its event ${word}`);
  return Date.parse(event.occurred_at);
}

const waiting = new Set<() => void>();
const told = new WeakSet<BenchLaptop>();

/** Resolves when the function that applies the carrier's events has ended once more. */
function nextApply(laptop: BenchLaptop): Promise<void> {
  if (!told.has(laptop)) {
    told.add(laptop);
    laptop.onInvocation((name) => {
      if (!/apply/i.test(name)) return;
      for (const go of waiting) go();
      waiting.clear();
    });
  }
  return new Promise((resolve) => waiting.add(resolve));
}

async function emptyInvocations(laptop: BenchLaptop, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const begun = performance.now();
    await laptop.empty();
    times.push(performance.now() - begun);
  }
  return times;
}
