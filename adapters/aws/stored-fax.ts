import { broadcastOfFax } from "../../core/broadcast-ids.ts";
import type { Plain } from "./table.ts";
import type {
  Attempt,
  AttemptState,
  DocumentFacts,
  Failure,
  Fax,
  FaxSettings,
  FaxWarning,
  Hearer,
  InboundFax,
  InboundStatus,
  OutboundFax,
  OutboundStatus,
  TimelineEntry,
  WaitReason,
} from "../../core/fax.ts";

import type { DuplicateRule } from "../../core/duplicates.ts";
import type { Line, Priority } from "../../core/lanes.ts";
import type { Retry } from "../../core/retry-policy.ts";

/** Version of the stored shapes; `test/adapters/aws/stored-shapes.test.ts` fails when one changes without it. */
export const schemaVersion = 6;

export const faxKey = (id: string) => ({ pk: `fax#${id}`, sk: "fax" });

/** Sort key of the list indexes: never changes, sorts by creation. */
export const listedAt = (createdAt: number, id: string): string =>
  `${new Date(createdAt).toISOString()}#${id}`;

/** `due#<0-7>`: the shard of the due index a fax belongs to. */
export const dueShard = (id: string): string => `due#${parseInt(id.slice(-1), 16) % 8}`;

type StoredAttempt = {
  state: AttemptState;
  rank: number;
  started: number;
  ended?: number;
  carrier_id?: string;
  reason?: string;
  /** Of the one process that may make this attempt's call. */
  claim?: string;
  /** When the carrier's list first did not show it. */
  missed?: number;
  /** Holds its number's lane and a channel. */
  lane?: true;
  probe?: true;
};

/** `at|attempt|word`: a timeline entry in few bytes. */
export const entryText = (entry: Omit<TimelineEntry, "key">): string =>
  `${entry.at}|${entry.attempt ?? ""}|${entry.word}`;

function readEntry(key: string, text: string): TimelineEntry {
  const [at = "0", attempt = "", ...word] = text.split("|");
  return {
    key,
    at: Number(at),
    word: word.join("|"),
    ...(attempt ? { attempt: Number(attempt) } : {}),
  };
}

/** The fax as its item; absent facts are absent attributes. */
export function writeFax(fax: Fax): Plain {
  const common = {
    ...faxKey(fax.id),
    v: schemaVersion,
    direction: fax.direction,
    status: fax.status,
    // Keys of indexes may be absent, never empty: a withheld caller has no number.
    to: fax.to || undefined,
    from: fax.from || undefined,
    connection: fax.connectionId,
    listed: listedAt(fax.createdAt, fax.id),
    updated: fax.updatedAt,
    rev: fax.revision,
    wakes: fax.wakes,
    timeline: Object.fromEntries(fax.timeline.map((entry) => [entry.key, entryText(entry)])),
    document: fax.document,
    failure: fax.failure,
    pages: fax.pageCount,
    seconds: fax.callSeconds,
    resent_as: fax.resentAs,
  };
  return fax.direction === "outbound"
    ? { ...common, ...outboundAttributes(fax) }
    : {
        ...common,
        carrier_id: fax.carrierFaxId,
        rank: fax.rank,
        caller: fax.callerId,
        partial: fax.partialContent,
        link: fax.carrierLink,
      };
}

function outboundAttributes(fax: OutboundFax): Plain {
  return {
    attempts: Object.fromEntries(
      fax.attempts.map((attempt) => [String(attempt.number), writeAttempt(attempt)]),
    ),
    settings: Object.keys(fax.settings).length > 0 ? fax.settings : undefined,
    reference: fax.reference,
    tags: fax.tags,
    waiting: fax.waitingFor,
    not_before: fax.notBefore,
    line: fax.line,
    priority: fax.priority,
    unsent: fax.unsentTries || undefined,
    scheduled_at: fax.scheduledAt,
    give_up: fax.giveUpAt,
    retry: fax.retry,
    last_refused: fax.lastRefused,
    cancel_at: fax.cancelRequestedAt,
    upload_until: fax.uploadExpiresAt,
    resend_of: fax.resendOf,
    warnings: fax.warnings,
    duplicates: fax.duplicates,
    hearers: fax.hearers,
    time_zone: fax.timeZone,
    ...(fax.uploadExpiresAt === undefined
      ? {}
      : dueAttributes(fax.id, Math.min(fax.createdAt + firstUploadLookMs, fax.uploadExpiresAt))),
  };
}

/** An upload is looked for this long after its fax was accepted: the event that tells of it may be lost. */
const firstUploadLookMs = 15 * 60_000;

/** Puts a fax into the sparse index the sweep reads. */
export const dueAttributes = (id: string, at: number) => ({
  due_shard: dueShard(id),
  due: new Date(at).toISOString(),
});

export const writeAttempt = (attempt: Omit<Attempt, "number">): StoredAttempt => ({
  state: attempt.state,
  rank: attempt.rank,
  started: attempt.startedAt,
  ...(attempt.endedAt === undefined ? {} : { ended: attempt.endedAt }),
  ...(attempt.carrierFaxId === undefined ? {} : { carrier_id: attempt.carrierFaxId }),
  ...(attempt.failureReason === undefined ? {} : { reason: attempt.failureReason }),
  ...(attempt.claim === undefined ? {} : { claim: attempt.claim }),
  ...(attempt.missedAt === undefined ? {} : { missed: attempt.missedAt }),
  ...(attempt.holdsLane ? { lane: true } : {}),
  ...(attempt.probe ? { probe: true } : {}),
});

function readAttempts(stored: Record<string, StoredAttempt>): Attempt[] {
  return Object.entries(stored)
    .map(([number, attempt]) => ({
      number: Number(number),
      state: attempt.state,
      rank: attempt.rank,
      startedAt: attempt.started,
      ...(attempt.ended === undefined ? {} : { endedAt: attempt.ended }),
      ...(attempt.carrier_id === undefined ? {} : { carrierFaxId: attempt.carrier_id }),
      ...(attempt.reason === undefined ? {} : { failureReason: attempt.reason }),
      ...(attempt.claim === undefined ? {} : { claim: attempt.claim }),
      ...(attempt.missed === undefined ? {} : { missedAt: attempt.missed }),
      ...(attempt.lane ? { holdsLane: true as const } : {}),
      ...(attempt.probe ? { probe: true as const } : {}),
    }))
    .sort((a, b) => a.number - b.number);
}

/** The item as a fax; the one place where stored attributes are trusted to be what `writeFax` wrote. */
export function readFax(item: Plain): Fax {
  const id = String(item["pk"]).slice("fax#".length);
  const common = {
    id,
    to: (item["to"] as string | undefined) ?? "",
    from: (item["from"] as string | undefined) ?? "",
    connectionId: item["connection"] as string,
    createdAt: createdAtOf(item),
    updatedAt: item["updated"] as number,
    revision: item["rev"] as number,
    wakes: item["wakes"] as number,
    timeline: Object.entries((item["timeline"] ?? {}) as Record<string, string>).map(([key, text]) =>
      readEntry(key, text),
    ),
    ...present("document", item["document"] as DocumentFacts | undefined),
    ...present("failure", item["failure"] as Failure | undefined),
    ...present("pageCount", item["pages"] as number | undefined),
    ...present("callSeconds", item["seconds"] as number | undefined),
    ...present("deletedAt", item["deleted"] as number | undefined),
    ...present("resentAs", item["resent_as"] as string[] | undefined),
  };
  return item["direction"] === "outbound"
    ? ({ ...common, ...outboundFacts(item) } satisfies OutboundFax)
    : ({ ...common, ...inboundFacts(item) } satisfies InboundFax);
}

function outboundFacts(item: Plain) {
  return {
    direction: "outbound" as const,
    status: item["status"] as OutboundStatus,
    attempts: readAttempts((item["attempts"] ?? {}) as Record<string, StoredAttempt>),
    settings: (item["settings"] ?? {}) as FaxSettings,
    unsentTries: (item["unsent"] as number | undefined) ?? 0,
    ...present("reference", item["reference"] as string | undefined),
    ...present("tags", item["tags"] as string[] | undefined),
    ...present("waitingFor", item["waiting"] as WaitReason | undefined),
    ...present("notBefore", item["not_before"] as number | undefined),
    ...present("line", item["line"] as Line | undefined),
    ...present("priority", item["priority"] as Priority | undefined),
    ...present("scheduledAt", item["scheduled_at"] as number | undefined),
    ...present("giveUpAt", item["give_up"] as number | undefined),
    ...present("retry", readRetryOf(item)),
    ...present("lastRefused", item["last_refused"] as OutboundFax["lastRefused"]),
    ...present("cancelRequestedAt", item["cancel_at"] as number | undefined),
    ...present("uploadExpiresAt", item["upload_until"] as number | undefined),
    ...present("resendOf", item["resend_of"] as string | undefined),
    ...present("warnings", item["warnings"] as FaxWarning[] | undefined),
    ...present("duplicates", item["duplicates"] as DuplicateRule | undefined),
    ...present("timeZone", item["time_zone"] as string | undefined),
    ...present("hearers", item["hearers"] as Hearer[] | undefined),
    ...present("broadcastId", broadcastOfFax(String(item["pk"]).slice("fax#".length))?.broadcastId),
  };
}

/** Version 3 kept the number of calls alone. */
function readRetryOf(item: Plain): Retry | undefined {
  const calls = item["max_attempts"] as number | undefined;
  return (item["retry"] as Retry | undefined) ?? (calls === undefined ? undefined : { max_attempts: calls });
}

function inboundFacts(item: Plain) {
  return {
    direction: "inbound" as const,
    status: item["status"] as InboundStatus,
    carrierFaxId: item["carrier_id"] as string,
    rank: item["rank"] as number,
    ...present("callerId", item["caller"] as string | undefined),
    ...present("partialContent", item["partial"] as boolean | undefined),
    ...present("carrierLink", item["link"] as string | undefined),
  };
}

/** A tombstone has left the lists, so it keeps its creation time apart. */
const createdAtOf = (item: Plain): number =>
  (item["created"] as number | undefined) ?? Date.parse(String(item["listed"]).split("#")[0] ?? "");

/** An attribute as a fact, absent where it is. */
export function present<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: T };
}
