import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { Laptop } from "../../bin/laptop/start.ts";
import { openFloodLaptop, type FloodLaptop } from "./flood-laptop.ts";
import { mostAtOnce, mostToOneNumber } from "./judge-calls.ts";
import { readTableState, type TableState } from "./table-state.ts";

export type FloodSize = { faxes: number; numbers: number; channels: number };
export type FloodOptions = {
  seed: number;
  /** After so many numbers the lots repeat, so that floods of all sizes meet the same mixture. */
  repeatsAfter: number;
  speed: number;
  maxMinutes: number;
  say: (line: string) => void;
};

export type FloodResult = {
  size: FloodSize;
  state: TableState;
  open: number;
  calls: number;
  mostAtOnce: number;
  mostToOneNumber: number;
  seconds: number;
  clockSeconds: number;
  /** Of the functions on a fax's way, by engine and fax; the sweep's by itself, since it goes by the clock. */
  perFax: Record<string, number>;
  /** Messages per fax put into queues by the same functions: a batch of the stream brings several by one request. */
  messagesPerFax: number;
  sweepRequests: number;
  /** Requests per fax of each function and operation. */
  details: Record<string, number>;
  refusals: { operation: string; code: string; answers: number }[];
  /** Shares of one core: all threads of the laptop's process, and its main thread. */
  cores: number;
  mainThread: number;
};

/** Most go well; the rest fail in every way that is called again, and in some that are not. */
const outcomes = {
  user_busy: 0.1,
  receiver_no_answer: 0.04,
  fax_signaling_error: 0.03,
  receiver_communication_error: 0.03,
  receiver_call_dropped: 0.02,
  receiver_unallocated_number: 0.02,
  file_download_failed: 0.01,
  rejected: 0.01,
  answer_lost: 0.01,
};
/** Every fifth webhook. A lost end holds its channel until the sweep asks, ten minutes later, so these are fewest. */
const webhooks = { twice: 0.1, overtaken: 0.09, lost: 0.01 };
const senders = 8;
const comesWithinMs = 3_600_000;
const lookEveryMs = 1_000;

/** Floods a laptop of its own, waits until every fax has ended, and counts. */
export async function runFlood(size: FloodSize, options: FloodOptions): Promise<FloodResult> {
  const { seed, speed, say, repeatsAfter } = options;
  const chaos = { seed, repeats_after: repeatsAfter, webhooks, outcomes };
  const flood = await openFloodLaptop({ ...size, speed, chaos, say });
  try {
    const { laptop } = flood;
    await laptop.cloud.idle();
    const before = requestsOf(laptop);
    const begun = {
      at: performance.now(),
      cpu: process.cpuUsage(),
      loop: performance.eventLoopUtilization(),
    };
    const clockBegun = laptop.clock.now().getTime();
    await sendAll(flood, size, speed);
    say(`${size.faxes} faxes accepted after ${((performance.now() - begun.at) / 1000).toFixed(0)} s`);
    const state = await untilAllEnded(flood, size, options);
    const seconds = (performance.now() - begun.at) / 1000;
    const { user, system } = process.cpuUsage(begun.cpu);
    const after = requestsOf(laptop);
    const calls = await flood.calls();
    return {
      size,
      state,
      open: size.faxes - endedIn(state),
      calls: calls.length,
      mostAtOnce: mostAtOnce(calls),
      mostToOneNumber: mostToOneNumber(calls),
      seconds,
      clockSeconds: (laptop.clock.now().getTime() - clockBegun) / 1000,
      perFax: Object.fromEntries(
        Object.entries(after.onTheWay).map(([engine, count]) => [
          engine,
          (count - (before.onTheWay[engine] ?? 0)) / size.faxes,
        ]),
      ),
      messagesPerFax: (after.messages - before.messages) / size.faxes,
      sweepRequests: after.sweep - before.sweep,
      details: Object.fromEntries(
        laptop.cloud.door
          .counts()
          .map(({ principal, operation, requests }) => [`${principal} ${operation}`, requests / size.faxes]),
      ),
      refusals: laptop.cloud.door.refusals(),
      cores: (user + system) / 1e6 / seconds,
      mainThread: performance.eventLoopUtilization(begun.loop).utilization,
    };
  } finally {
    await flood.close();
  }
}

/**
 * Numbers in turn, so that each line grows from the beginning on; evenly over an hour of the clock, whatever their
 * number: else a large flood would still come while a small one stands in line already.
 */
async function sendAll(flood: FloodLaptop, { faxes, numbers }: FloodSize, speed: number): Promise<void> {
  const { clock } = flood.laptop;
  const begun = clock.now().getTime();
  let next = 0;
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (next < faxes) {
        const index = next++;
        const early = begun + (index / faxes) * comesWithinMs - clock.now().getTime();
        if (early > 0) await wait(early / speed);
        await flood.send(`+1312736${String(1_000 + (index % numbers))}`);
      }
    }),
  );
}

/** Waits by the figures, which cost nothing, and looks into the table where they say that all is over. */
async function untilAllEnded(
  flood: FloodLaptop,
  { faxes }: FloodSize,
  { maxMinutes, say }: FloodOptions,
): Promise<TableState> {
  const end = performance.now() + maxMinutes * 60_000;
  let told = performance.now();
  for (;;) {
    await wait(lookEveryMs);
    const isOver = performance.now() > end;
    if (performance.now() - told > 30_000) {
      told = performance.now();
      say(`${flood.ended()} of ${faxes} ended`);
    }
    if (flood.ended() < faxes && !isOver) continue;
    if (!isOver) await flood.laptop.cloud.idle(60_000);
    const state = await readTableState(flood.laptop.cloud);
    if (endedIn(state) >= faxes || isOver) return state;
  }
}

const endedIn = ({ statuses }: TableState): number =>
  (statuses["delivered"] ?? 0) + (statuses["failed"] ?? 0) + (statuses["canceled"] ?? 0);

type Requests = { onTheWay: Record<string, number>; sweep: number; messages: number };

function requestsOf({ cloud }: Laptop): Requests {
  const onTheWay: Record<string, number> = {};
  let [sweep, sent] = [0, 0];
  for (const { principal, operation, requests, messages } of cloud.door.counts()) {
    const engine = operation.split(":")[0] ?? "";
    if (/sweep/i.test(principal)) sweep += requests;
    else {
      onTheWay[engine] = (onTheWay[engine] ?? 0) + requests;
      sent += messages;
    }
  }
  return { onTheWay, sweep, messages: sent };
}
