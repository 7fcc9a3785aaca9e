/** The laptop's EventBridge Scheduler: one-time schedules that put a message into a queue and delete themselves. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import type { Clock } from "../clock.ts";

const schedule = v.object({
  name: v.string(),
  group: v.string(),
  /** `at(...)`, as it was given. */
  expression: v.string(),
  /** That moment, epoch ms. */
  at: v.number(),
  createdAt: v.number(),
  queueArn: v.string(),
  roleArn: v.string(),
  input: v.string(),
});
const fileShape = v.array(schedule);

export type Schedule = v.InferOutput<typeof schedule>;

export type SchedulerEngine = {
  /** Answers false where the group has one of this name. */
  create(schedule: Schedule): boolean;
  find(group: string, name: string): Schedule | undefined;
  /** Answers whether it was there. */
  delete(group: string, name: string): boolean;
  /** By name; of one group or of all. */
  list(group?: string): Schedule[];
  /** Schedules fire from now on; one whose time passed while nobody ran fires at once. */
  start(deliver: (schedule: Schedule) => Promise<void>): void;
  /** Deliveries under way. */
  firing(): number;
  close(): void;
};

const minuteMs = 60_000;

/**
 * When the engine fires, epoch ms: within the minute of the time, as the service promises no more ("EventBridge
 * Scheduler User Guide", 60-second precision). Where in it hangs on the name, so that a run can be repeated; with
 * seconds in the time it may be before them.
 */
export function firesAt({ name, at }: Pick<Schedule, "name" | "at">): number {
  const second = (createHash("sha256").update(name).digest()[0] ?? 0) % 60;
  return Math.floor(at / minuteMs) * minuteMs + second * 1000;
}

/** Opens the engine with its schedules in `file`, or in memory without one; each change is on the disk at once. */
export function openScheduler(file: string | undefined, clock: Clock): SchedulerEngine {
  const schedules = new Map<string, Schedule>();
  const timers = new Map<string, () => void>();
  let deliver: ((schedule: Schedule) => Promise<void>) | undefined;
  let firing = 0;
  const keyOf = (group: string, name: string) => `${group}/${name}`;
  const save = () => {
    if (file !== undefined) write(file, JSON.stringify([...schedules.values()]));
  };
  const remove = (key: string): boolean => {
    timers.get(key)?.();
    timers.delete(key);
    const existed = schedules.delete(key);
    if (existed) save();
    return existed;
  };
  const fire = async (key: string, due: Schedule): Promise<void> => {
    if (!deliver) return;
    firing += 1;
    try {
      await deliver(due);
      // Only now: after a crash in between it fires once more, as the service may.
      remove(key);
    } catch {
      // The queue's engine is gone, and so are we: it fires after the next start.
    } finally {
      firing -= 1;
    }
  };
  const arm = (key: string, one: Schedule) => {
    const waitMs = Math.max(0, firesAt(one) - clock.now().getTime());
    timers.set(
      key,
      clock.after(waitMs, () => void fire(key, one)),
    );
  };
  for (const kept of file !== undefined && existsSync(file) ? read(file) : []) {
    schedules.set(keyOf(kept.group, kept.name), kept);
  }
  return {
    create(fresh) {
      const key = keyOf(fresh.group, fresh.name);
      if (schedules.has(key)) return false;
      schedules.set(key, fresh);
      save();
      if (deliver) arm(key, fresh);
      return true;
    },
    find: (group, name) => schedules.get(keyOf(group, name)),
    delete: (group, name) => remove(keyOf(group, name)),
    list: (group) =>
      [...schedules.values()]
        .filter((one) => group === undefined || one.group === group)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    start(to) {
      deliver = to;
      for (const [key, kept] of schedules) arm(key, kept);
    },
    firing: () => firing,
    close() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
      deliver = undefined;
    },
  };
}

const read = (file: string): Schedule[] => v.parse(fileShape, JSON.parse(readFileSync(file, "utf8")));

/** Replaced as a whole: a crash leaves the old or the new file. The orders in it name fax numbers. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
