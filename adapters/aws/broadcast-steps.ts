import type { Broadcast, BroadcastFailure, CreationWait, NumberList, Walk } from "../../core/broadcast.ts";
import type { DocumentFacts } from "../../core/fax.ts";
import type { NewFax } from "../../core/operations/work-on-broadcast.ts";
import { asRead, broadcastUpdate, changeBroadcast, readBroadcast } from "./broadcasts.ts";
import { countForDay, sharesOfDay } from "./create-fax.ts";
import { listedKey, openKey } from "./stored-broadcast.ts";
import { writeFax } from "./stored-fax.ts";
import { writeRequest } from "./stored-request.ts";
import { toAttributes, type Expression, type Table } from "./table.ts";
import { transact } from "./transact.ts";

/** Every step of a broadcast: each one conditional write, no-op when repeated. */

const isAlive = (e: Expression) => [`${e.path("status")} IN (${e.value("running")}, ${e.value("paused")})`];
const lacks = (name: string) => (e: Expression) => [...isAlive(e), `attribute_not_exists(${e.path(name)})`];

/** The list was read; the first reading counts. */
export const markListed = (table: Table, id: string, list: NumberList, at: number) =>
  changeBroadcast(table, id, { at, set: { list }, when: lacks("list") });

/** The pages are prepared; the first copy counts. Answers the broadcast as it then is. */
export async function markDocument(
  table: Table,
  id: string,
  document: DocumentFacts,
  at: number,
): Promise<Broadcast | undefined> {
  await changeBroadcast(table, id, { at, set: { document }, when: lacks("document") });
  return readBroadcast(table, id);
}

/** Ends it `failed`; faxes that are there already go on. `list`: what was made of a list that has no number. */
export const failBroadcast = (
  table: Table,
  id: string,
  failure: BroadcastFailure,
  at: number,
  list?: NumberList,
): Promise<boolean> =>
  changeBroadcast(table, id, {
    at,
    set: { status: "failed", failure, ...(list ? { list } : {}) },
    when: isAlive,
  });

/**
 * Stores faxes and moves the cursor over them in one transaction that also counts them for the day, so none can be
 * stored twice, left out, or created while the broadcast pauses.
 */
export async function createFaxes(
  table: Table,
  broadcast: Broadcast,
  faxes: NewFax[],
  at: number,
  maxFaxesPerDay: number,
): Promise<"created" | "moved" | "daily_limit"> {
  const cursor = {
    Update: broadcastUpdate(table, broadcast.id, {
      at,
      set: { cursor: broadcast.cursor + faxes.length },
      remove: ["not_before", "waits_for"],
      when: (e) => [
        `${e.path("status")} = ${e.value("running")}`,
        `${e.path("cursor")} = ${e.value(broadcast.cursor)}`,
      ],
    }),
  };
  const puts = faxes
    .flatMap(({ fax, request }) => [writeFax(fax), writeRequest(request)])
    .map((item) => ({ Put: { TableName: table.name, Item: toAttributes(item) } }));
  const shares = sharesOfDay(maxFaxesPerDay);
  const first = broadcast.revision % shares.length;
  for (let step = 0; step < shares.length; step++) {
    const share = (first + step) % shares.length;
    const limit = (shares[share] ?? 0) - faxes.length + 1;
    if (limit < 1) continue;
    const count = countForDay(table, at, { share, limit, faxes: faxes.length });
    const inTheWay = await transact(table, [cursor, ...puts, count]);
    if (!inTheWay) return "created";
    if (inTheWay[0]?.Code === "ConditionalCheckFailed") return "moved";
  }
  return "daily_limit";
}

/** Creates nothing before the moment; the sweep has it go on. */
export const waitToCreate = (
  table: Table,
  broadcast: Broadcast,
  wait: { for: CreationWait; until: number },
  at: number,
) =>
  changeBroadcast(table, broadcast.id, {
    at,
    set: { not_before: wait.until, waits_for: wait.for },
    when: asRead(broadcast),
  });

/** The way over the faxes has come so far, or to its end. */
export const moveWalk = (table: Table, broadcast: Broadcast, walk: Walk | undefined, at: number) =>
  changeBroadcast(table, broadcast.id, {
    at,
    ...(walk ? { set: { walk } } : { remove: ["walk"] }),
    when: asRead(broadcast),
  });

/** Nothing is left to be done: the sweep need not look at it any more. */
export const closeBroadcast = (table: Table, broadcast: Broadcast, at: number) =>
  changeBroadcast(table, broadcast.id, { at, remove: ["open"], when: asRead(broadcast) }, [
    { Delete: { TableName: table.name, Key: toAttributes(openKey(broadcast.id)) } },
  ]);

/** Orders the next step again, through the stream. */
export const wakeBroadcast = (table: Table, broadcast: Broadcast, at: number) =>
  changeBroadcast(table, broadcast.id, {
    at,
    set: { wakes: broadcast.wakes + 1 },
    when: asRead(broadcast),
  });

/** What a tombstone keeps: that there was one, and what is to be erased. */
const forgotten = ["order", "failure", "walk", "open", "document", "not_before", "waits_for", "upload_until"];

/** Turns an ended broadcast into a tombstone, out of the list; what it had in the bucket is erased after it. */
export const removeBroadcast = (table: Table, broadcast: Broadcast, at: number) =>
  changeBroadcast(
    table,
    broadcast.id,
    { at, set: { deleted: at }, remove: forgotten, when: asRead(broadcast) },
    [listedKey(broadcast.id, broadcast.createdAt), openKey(broadcast.id)].map((key) => ({
      Delete: { TableName: table.name, Key: toAttributes(key) },
    })),
  );
