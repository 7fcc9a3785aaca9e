import { lacksDocument, nextStep, type Broadcast } from "./broadcast.ts";
import { documentKey, listUploadKey, numbersKey, rejectionsKey, uploadKey } from "./keys-in-bucket.ts";
import { isAtHand, keptParts } from "./media.ts";
import type { FollowUp } from "./relay.ts";

/** What follows a write of a broadcast: its document is prepared, and its next step ordered. */
export function afterBroadcast(
  before: Broadcast | undefined,
  after: Broadcast | undefined,
  now: number,
): FollowUp[] {
  if (!after) return [];
  if (after.deletedAt !== undefined) {
    return before?.deletedAt === undefined ? [{ queue: "erase", message: { keys: objectsOf(after) } }] : [];
  }
  const { id, media } = after;
  const turned = before === undefined || before.wakes !== after.wakes;
  const isToPrepare = turned && lacksDocument(after);
  return [
    ...(isToPrepare && isAtHand(media)
      ? [{ queue: "prepare" as const, message: { broadcastId: id, media } }]
      : []),
    ...(nextStep(after, now) ? [{ queue: "broadcast" as const, message: { broadcastId: id } }] : []),
  ];
}

/** Every object that may hold pages or numbers of it. */
function objectsOf({ id, media, list }: Broadcast): string[] {
  return [
    documentKey(id),
    uploadKey(id),
    listUploadKey(id),
    ...(list ? [numbersKey(id, list.id), rejectionsKey(id, list.id)] : []),
    ...keptParts(media),
  ];
}
