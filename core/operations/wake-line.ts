import { nextAttempt, type Fax, type OutboundFax } from "../fax.ts";
import { placeOf, type Line } from "../lanes.ts";
import type { WakeOrder } from "../messages.ts";
import type { Blocked } from "./claim-for-call.ts";
import { dispatchFax, type DispatchDeps } from "./dispatch-fax.ts";
import { TryAgainLater } from "./try-again-later.ts";

/** An entry of a line; `to` is the number of a lane's line. */
export type Waiting = { line: Line; to: string; place: string; faxId: string };

/**
 * How many calls may begin, the first of the line, and the note of who stood in it last. `blocked`: whoever goes on
 * from there will have to wait all the same, and stands in the next line at once.
 */
export type LineSeen = { free: number; heads: Waiting[]; note?: string; blocked?: Blocked };

export type WakeDeps = DispatchDeps & {
  /** With at most `most` of the line. */
  lookAtLine: (line: Line, to: string, most: number, now: number) => Promise<LineSeen>;
  isEmpty: (line: Line, to: string) => Promise<boolean>;
  /** Removes an entry whose fax is gone or stands elsewhere. */
  strike: (entry: Waiting) => Promise<unknown>;
  /** Takes the note back, unless somebody came since; answers whether it did. */
  forgetWaiting: (line: Line, to: string, note: string) => Promise<boolean>;
};

/** Calls begun by one order at the same time, and rounds: what is left is woken by the next call that ends. */
const atOnce = 5;
const maxRounds = 20;
/** Rounds in which the first of the line only left it: a broadcast that pauses may have many there. */
const maxStruckRounds = 200;

/**
 * Lets the first of a lane's line go, or as many of the channels' line as there are channels. Whoever joins a line in
 * which others stand trusts in being seen here: while something is free nobody who left a note later is left standing.
 */
export async function wakeLine(deps: WakeDeps, order: WakeOrder): Promise<void> {
  const [line, to]: [Line, string] = "lane" in order ? ["lane", order.lane] : ["channel", ""];
  let stayed: string | undefined;
  for (let round = 0, struck = 0; round < maxRounds && struck < maxStruckRounds;) {
    const { free, heads, note, blocked } = await deps.lookAtLine(line, to, atOnce, deps.now());
    const first = heads.slice(0, free);
    const seen = [note, ...first.map(({ place }) => place)].join(" ");
    if (free < 1 || seen === stayed) return;
    if (first.length === 0) {
      if (note === undefined || (await isTakenBack(deps, line, to, note))) return;
      round++;
      continue;
    }
    const outcomes = await allOf(first.map((head) => letGo(deps, head, blocked)));
    if (outcomes.every((outcome) => outcome === "struck")) struck++;
    else round++;
    const moved = outcomes.filter((outcome) => outcome !== "stays");
    const went = outcomes.filter((outcome) => outcome === "went");
    // What is freed from now on wakes the line itself.
    if (went.length >= free) return;
    if (moved.length > 0) continue;
    // Where nobody moved, nobody will, unless somebody came. One who left a lane's line may well hold the lane.
    if (line === "lane") return;
    stayed = seen;
  }
}

/** Looks once more, now that the note was read: whoever stands in line later leaves another one. */
const isTakenBack = async (deps: WakeDeps, line: Line, to: string, note: string): Promise<boolean> =>
  (await deps.isEmpty(line, to)) && (await deps.forgetWaiting(line, to, note));

async function letGo(
  deps: WakeDeps,
  head: Waiting,
  blocked: Blocked | undefined,
): Promise<"went" | "stays" | "struck"> {
  const fax = await deps.readFax(head.faxId);
  if (!standsThere(fax, head)) {
    await deps.strike(head);
    return "struck";
  }
  if (fax.broadcastId !== undefined && (await deps.holdBack(fax))) return "struck";
  try {
    const went = await dispatchFax(deps, { faxId: fax.id, attempt: nextAttempt(fax) }, { fax, blocked });
    return went === "ended" ? "struck" : went ? "went" : "stays";
  } catch (error) {
    // Another order let it go at the same moment, and sees to its call.
    if (error instanceof TryAgainLater) return "went";
    throw error;
  }
}

/** Fails only when all have ended: a function that has answered is frozen, and a call under way with it. */
async function allOf<T>(works: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

const standsThere = (fax: Fax | undefined, head: Waiting): fax is OutboundFax =>
  fax?.direction === "outbound" &&
  fax.status === "queued" &&
  fax.line === head.line &&
  placeOf(fax) === head.place;
