/** The durable object store: one change at a time, first on disk, then visible, then told. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { openBlobs, type BlobStore } from "./blobs.ts";
import {
  applyRecord,
  blobsOf,
  emptyCatalog,
  snapshotOf,
  type Catalog,
  type CatalogRecord,
} from "./catalog.ts";
import type { S3Event } from "./event.ts";
import { readJournal, rewriteJournal, type Journal } from "./journal.ts";

type Entry = { record: CatalogRecord; event?: StoredEvent } | { told: string };
type StoredEvent = Omit<S3Event, "time"> & { time: string };

/** What a change decided; no record means that nothing changes. */
export type Decision<T> = { record?: CatalogRecord; event?: Omit<S3Event, "sequencer">; result: T };

export type Store = {
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  /** Runs `decide` when all earlier changes are done; what it throws changes nothing. */
  change<T>(decide: (sequence: number, time: string) => Decision<T>): Promise<T>;
  /** Tells the events that a crash kept from being told. */
  resumeEvents(): Promise<void>;
  close(): Promise<void>;
};

export async function openStore(options: {
  directory: string;
  clock: Clock;
  onEvent: (event: S3Event) => void | Promise<void>;
}): Promise<Store> {
  const { directory, clock, onEvent } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "journal.jsonl");
  const catalog = emptyCatalog();
  const untold = new Map<string, StoredEvent>();
  for (const entry of (await readJournal(path)) as Entry[]) {
    if ("told" in entry) untold.delete(entry.told);
    else {
      applyRecord(catalog, entry.record);
      if (entry.event) untold.set(entry.event.sequencer, entry.event);
    }
  }
  const blobs = await openBlobs(join(directory, "blobs"));
  await blobs.sweep(blobsOf(catalog));
  const journal = await rewriteJournal(path, compacted(catalog, untold));
  const leftOver = [...untold.values()];
  const tell = async (event: StoredEvent) => {
    await onEvent({ ...event, time: new Date(event.time) });
    await journal.note({ told: event.sequencer } satisfies Entry);
    untold.delete(event.sequencer);
  };
  // An event that its listener refused, or that the end overtook, is told again after the next start.
  const tellLater = (event: StoredEvent) => void tell(event).catch(() => undefined);
  return {
    catalog,
    blobs,
    change: changer({ catalog, blobs, journal, clock, untold, tellLater }),
    async resumeEvents() {
      for (const event of leftOver.splice(0)) await tell(event);
    },
    close: () => journal.close(),
  };
}

function* compacted(catalog: Catalog, untold: Map<string, StoredEvent>): Generator<Entry> {
  for (const record of snapshotOf(catalog)) yield { record };
  for (const event of untold.values()) {
    yield { record: { op: "sequence", sequence: catalog.lastSequence }, event };
  }
}

function changer(parts: {
  catalog: Catalog;
  blobs: BlobStore;
  journal: Journal;
  clock: Clock;
  untold: Map<string, StoredEvent>;
  tellLater: (event: StoredEvent) => void;
}): Store["change"] {
  const { catalog, blobs, journal, clock } = parts;
  let tail: Promise<unknown> = Promise.resolve();
  const run = async <T>(decide: (sequence: number, time: string) => Decision<T>): Promise<T> => {
    const now = clock.now();
    const sequence = Math.max(catalog.lastSequence + 1, now.getTime() * 1000);
    const decision = decide(sequence, now.toISOString());
    if (!decision.record) return decision.result;
    const { record } = decision;
    const event = decision.event && {
      ...decision.event,
      time: decision.event.time.toISOString(),
      sequencer: sequence.toString(16).toUpperCase().padStart(18, "0"),
    };
    await journal.append({ record, ...(event ? { event } : {}) } satisfies Entry);
    const garbage = applyRecord(catalog, record);
    if (event) {
      parts.untold.set(event.sequencer, event);
      parts.tellLater(event);
    }
    await blobs.remove(garbage);
    return decision.result;
  };
  return (decide) => {
    const done = tail.then(() => run(decide));
    tail = done.catch(() => undefined);
    return done;
  };
}
