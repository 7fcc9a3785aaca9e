import { broadcastFaxId } from "../broadcast-ids.ts";
import {
  broadcastFailure,
  maxOpenFaxes,
  nextStep,
  openFaxes,
  type Broadcast,
  type Counts,
  type CreationWait,
  type Walk,
} from "../broadcast.ts";
import { Problem } from "../errors.ts";
import type { Fax, FaxRequest, OutboundFax } from "../fax.ts";
import { cancelFax, type CancelDeps } from "./cancel-fax.ts";
import { readBroadcastList, type ReadListDeps } from "./read-broadcast-list.ts";
import { newFax, type SendRules } from "./send-fax.ts";

export type NewFax = { fax: OutboundFax; request: FaxRequest };

export type WorkDeps = ReadListDeps & {
  sendRules: Pick<SendRules, "connectionId" | "defaultFrom" | "giveUpAfterSeconds">;
  /** The numbers from a place on, at most so many; undefined where the list is gone. */
  readNumbers: (broadcast: Broadcast, from: number, most: number) => Promise<string[] | undefined>;
  /** Stores the faxes, counts them for the day and moves the cursor over them, all or nothing. */
  createFaxes: (
    broadcast: Broadcast,
    faxes: NewFax[],
    at: number,
  ) => Promise<"created" | "moved" | "daily_limit">;
  /** How its faxes have ended so far. */
  readCounts: (id: string) => Promise<Counts>;
  /** Creates nothing before the moment. */
  wait: (broadcast: Broadcast, wait: { for: CreationWait; until: number }, at: number) => Promise<unknown>;
  moveWalk: (broadcast: Broadcast, walk: Walk | undefined, at: number) => Promise<unknown>;
  close: (broadcast: Broadcast, at: number) => Promise<unknown>;
  readFax: (id: string) => Promise<Fax | undefined>;
  cancel: CancelDeps;
  /** Takes a queued fax of a broadcast that pauses out of its line. */
  park: (fax: OutboundFax) => Promise<unknown>;
  wake: (fax: OutboundFax, at: number) => Promise<unknown>;
};

/** A transaction holds 100 items; each fax is two, cursor and day's count are one each. */
export const faxesAtOnce = 45;
/** Where the day has no room for all: a few, then one. */
const smallerShares = [9, 1];
/** Where enough are open, the sweep has it look again. */
const lookAgainMs = 60_000;
/** Faxes looked at in one step, and at the same time. */
const looksPerStep = 100;
const looksAtOnce = 10;

/** One step of a broadcast; its own write is what orders the next one. Repeats and rivals change nothing twice. */
export async function workOnBroadcast(deps: WorkDeps, id: string): Promise<void> {
  const broadcast = await deps.read(id);
  const step = broadcast && nextStep(broadcast, deps.now());
  if (!broadcast || !step) return;
  switch (step) {
    case "read_list":
      return readBroadcastList(deps, id);
    case "create":
      return createNext(deps, broadcast);
    case "walk":
      return broadcast.walk && walkOn(deps, broadcast, broadcast.walk);
    case "close":
      await deps.close(broadcast, deps.now());
      return;
    default:
      step satisfies never;
  }
}

async function createNext(deps: WorkDeps, broadcast: Broadcast): Promise<void> {
  const now = deps.now();
  const open = openFaxes(broadcast, await deps.readCounts(broadcast.id));
  if (open > maxOpenFaxes - faxesAtOnce) {
    await deps.wait(broadcast, { for: "open_faxes", until: now + lookAgainMs }, now);
    return;
  }
  const numbers = await deps.readNumbers(broadcast, broadcast.cursor, faxesAtOnce);
  if (!numbers || numbers.length === 0) {
    await deps.fail(broadcast.id, broadcastFailure("list_missing"), now);
    return;
  }
  const faxes = numbers.map((to, index) => faxOf(deps, broadcast, broadcast.cursor + index, to, now));
  for (const most of [faxesAtOnce, ...smallerShares]) {
    if (most > faxes.length && most !== faxesAtOnce) continue;
    if ((await deps.createFaxes(broadcast, faxes.slice(0, most), now)) !== "daily_limit") return;
  }
  // The day ends at midnight UTC; then it goes on by itself.
  await deps.wait(broadcast, { for: "daily_limit", until: now - (now % 86_400_000) + 86_400_000 }, now);
}

/** The fax to one number: it begins where a single fax stands once its pages are prepared. */
function faxOf(deps: WorkDeps, broadcast: Broadcast, place: number, to: string, now: number): NewFax {
  const { id, order, document } = broadcast;
  const faxId = broadcastFaxId(id, place);
  const media = { kind: "shared" as const, by: id };
  const timeZone = broadcast.sender?.timeZone;
  const fax = newFax(deps.sendRules, { faxId, body: { ...order, to }, timeZone }, media, now);
  return {
    fax: {
      ...fax,
      status: "queued",
      broadcastId: id,
      ...(document ? { document: { ...document, sharedBy: id } } : {}),
    },
    request: {
      faxId,
      media,
      bodyHash: "",
      origin: { door: "api", by: broadcast.by },
      ...(order.client_state ? { clientState: order.client_state } : {}),
      ...(order.webhook_url ? { webhookUrl: order.webhook_url } : {}),
    },
  };
}

async function walkOn(deps: WorkDeps, broadcast: Broadcast, walk: Walk): Promise<void> {
  const end = Math.min(walk.next + looksPerStep, broadcast.cursor);
  const places = Array.from({ length: Math.max(0, end - walk.next) }, (_, index) => walk.next + index);
  for (let start = 0; start < places.length; start += looksAtOnce) {
    await Promise.all(
      places
        .slice(start, start + looksAtOnce)
        .map((place) => visit(deps, broadcastFaxId(broadcast.id, place), walk.kind)),
    );
  }
  await deps.moveWalk(broadcast, end < broadcast.cursor ? { ...walk, next: end } : undefined, deps.now());
}

async function visit(deps: WorkDeps, faxId: string, kind: Walk["kind"]): Promise<void> {
  const fax = await deps.readFax(faxId);
  if (fax?.direction !== "outbound" || fax.deletedAt !== undefined) return;
  const isParked = fax.waitingFor === "broadcast";
  if (kind === "cancel") {
    const isUnderWay = fax.status === "queued" || fax.status === "sending" || fax.status === "scheduled";
    if (isUnderWay) await cancelUnlessEnded(deps, faxId);
  } else if (fax.status === "queued" && isParked === (kind === "wake")) {
    await (kind === "wake" ? deps.wake(fax, deps.now()) : deps.park(fax));
  }
}

/** One that ended between look and cancel has ended: nothing is left to be done. */
async function cancelUnlessEnded(deps: WorkDeps, faxId: string): Promise<void> {
  await cancelFax(deps.cancel, faxId).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
  });
}
