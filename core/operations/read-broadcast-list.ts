import {
  awaitsUpload,
  broadcastFailure,
  type Broadcast,
  type BroadcastFailure,
  type NumberList,
} from "../broadcast.ts";
import { maxListBytes, maxNumbers, writeNumbers, writeRejections, type ListRow } from "../broadcast-list.ts";
import { cleanNumbers, type NumberRules } from "../clean-numbers.ts";
import { givenListKey, listUploadKey, numbersKey, rejectionsKey } from "../keys-in-bucket.ts";

export type ReadListDeps = {
  rules: NumberRules;
  now: () => number;
  read: (id: string) => Promise<Broadcast | undefined>;
  readObject: (
    key: string,
    maxBytes: number,
    eTag?: string,
  ) => Promise<{ bytes: Uint8Array } | "missing" | "changed" | "too_large">;
  /** Rows of a CSV, or that there are more than so many. */
  readRows: (bytes: Uint8Array, most: number) => ListRow[] | "too_many";
  storeObject: (key: string, bytes: Uint8Array) => Promise<void>;
  markListed: (id: string, list: NumberList, at: number) => Promise<unknown>;
  fail: (id: string, failure: BroadcastFailure, at: number, list?: NumberList) => Promise<unknown>;
};

/**
 * Reads the whole list once: every number that can be called, each once, in lines of one length, and beside them each
 * row that makes no fax with why. The same list read twice writes the same objects; the first reading is noted.
 * `eTag`: of the very upload that is meant.
 */
export async function readBroadcastList(deps: ReadListDeps, id: string, eTag?: string): Promise<void> {
  const broadcast = await deps.read(id);
  if (!broadcast || !awaitsList(broadcast)) return;
  const { source } = broadcast;
  const isGiven = source.kind === "given";
  const key = isGiven ? givenListKey(id, source.digest) : listUploadKey(id);
  const stored = await deps.readObject(key, maxListBytes, eTag);
  if (stored === "too_large")
    return void (await deps.fail(id, broadcastFailure("list_too_large"), deps.now()));
  // An upload overwritten since: the event of the newer one brings it.
  if (typeof stored === "string") {
    return isGiven ? void (await deps.fail(id, broadcastFailure("list_missing"), deps.now())) : undefined;
  }
  const rows = isGiven ? givenRows(stored.bytes) : deps.readRows(stored.bytes, maxNumbers);
  if (rows === "too_many") return void (await deps.fail(id, broadcastFailure("list_too_long"), deps.now()));
  await keepList(deps, id, isGiven ? source.digest : (eTag ?? "upload"), rows);
}

const awaitsList = (broadcast: Broadcast): boolean =>
  broadcast.list === undefined &&
  (broadcast.source.kind === "given"
    ? broadcast.status === "running" || broadcast.status === "paused"
    : awaitsUpload(broadcast));

async function keepList(deps: ReadListDeps, id: string, name: string, rows: ListRow[]): Promise<void> {
  const clean = cleanNumbers(rows, deps.rules);
  const list: NumberList = {
    // A key of the bucket: only what a digest may hold.
    id: name.replace(/[^0-9a-z]/gi, "").slice(0, 32),
    rows: clean.rows,
    duplicates: clean.duplicates,
    rejected: clean.rejections.length,
    numbers: clean.numbers.length,
  };
  await deps.storeObject(rejectionsKey(id, list.id), writeRejections(clean.rejections));
  if (list.numbers === 0) {
    await deps.fail(id, broadcastFailure("list_empty"), deps.now(), list);
    return;
  }
  await deps.storeObject(numbersKey(id, list.id), writeNumbers(clean.numbers));
  await deps.markListed(id, list, deps.now());
}

/** The list of the request's own body, as it was checked there. */
const givenRows = (bytes: Uint8Array): ListRow[] =>
  (JSON.parse(Buffer.from(bytes).toString("utf8")) as string[]).map((value, index) => ({
    row: index + 1,
    value,
  }));
