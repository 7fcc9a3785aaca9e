import { statusOf, type Broadcast, type Counts } from "../broadcast.ts";
import { invalid, notFound } from "../errors.ts";

export const broadcastActions = ["pause", "resume", "cancel"] as const;
export type BroadcastAction = (typeof broadcastActions)[number];

type Found = { broadcast: Broadcast; counts: Counts };

export type ActDeps = {
  now: () => number;
  read: (id: string) => Promise<Found | undefined>;
  /** Writes the new status and begins the way over the faxes that are there; nothing if it changed since it was read. */
  turn: (
    broadcast: Broadcast,
    status: Broadcast["status"],
    walk: "park" | "wake" | "cancel",
    at: number,
  ) => Promise<boolean>;
};

const turns: Record<
  BroadcastAction,
  { from: Broadcast["status"][]; status: Broadcast["status"]; walk: "park" | "wake" | "cancel" }
> = {
  pause: { from: ["running"], status: "paused", walk: "park" },
  resume: { from: ["paused"], status: "running", walk: "wake" },
  cancel: { from: ["running", "paused"], status: "canceled", walk: "cancel" },
};

const maxTurns = 6;

/**
 * Pauses, resumes or cancels; asking twice is no mistake. Throws `Problem`: 404, and `broadcast_ended` for one that
 * has ended.
 */
export async function actOnBroadcast(deps: ActDeps, id: string, action: BroadcastAction): Promise<Found> {
  const { from, status, walk } = turns[action];
  for (let turn = 0; turn < maxTurns; turn++) {
    const found = await deps.read(id);
    if (!found) throw notFound("The broadcast");
    const { broadcast, counts } = found;
    if (broadcast.status === status && statusOf(broadcast, counts) !== "completed") return found;
    if (!from.includes(broadcast.status) || statusOf(broadcast, counts) === "completed") {
      throw invalid(
        "broadcast_ended",
        "Broadcast has ended",
        `The broadcast has ended (${statusOf(broadcast, counts)}).`,
      );
    }
    // Between look and write a chunk may have been created: then look again.
    if (await deps.turn(broadcast, status, walk, deps.now())) return (await deps.read(id)) ?? found;
  }
  throw new Error("the broadcast kept changing");
}
