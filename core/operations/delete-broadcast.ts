import { openFaxes, statusOf, type Broadcast, type Counts } from "../broadcast.ts";
import { invalid, notFound } from "../errors.ts";

export type DeleteBroadcastDeps = {
  now: () => number;
  read: (id: string) => Promise<{ broadcast: Broadcast; counts: Counts } | undefined>;
  /** Turns it into a tombstone; what it had in the bucket is erased by what the table's stream triggers. */
  remove: (broadcast: Broadcast, at: number) => Promise<boolean>;
};

const maxTurns = 6;

/** Removes a broadcast that has ended, its list and its document; its faxes stay. Throws `Problem`: 404, `broadcast_open`. */
export async function deleteBroadcast(deps: DeleteBroadcastDeps, id: string): Promise<void> {
  for (let turn = 0; turn < maxTurns; turn++) {
    const found = await deps.read(id);
    if (!found) throw notFound("The broadcast");
    const { broadcast, counts } = found;
    const hasEnded = ["completed", "canceled", "failed"].includes(statusOf(broadcast, counts));
    if (!hasEnded || broadcast.walk || openFaxes(broadcast, counts) > 0) {
      throw invalid(
        "broadcast_open",
        "Broadcast is open",
        "The broadcast or one of its faxes has not ended; cancel it first.",
      );
    }
    if (await deps.remove(broadcast, deps.now())) return;
  }
  throw new Error("the broadcast kept changing");
}
