import { endLostCall, markAbsent, noteMissing } from "../../adapters/aws/absence.ts";
import { applyOutboundEvent } from "../../adapters/aws/apply-carrier-event.ts";
import { applyInboundEvent } from "../../adapters/aws/apply-inbound-event.ts";
import { failBroadcast, wakeBroadcast } from "../../adapters/aws/broadcast-steps.ts";
import { listOpenBroadcasts, readBroadcast } from "../../adapters/aws/broadcasts.ts";
import { deleteObject, openBucket, readMetadata } from "../../adapters/aws/bucket.ts";
import { carrierKeyReader } from "../../adapters/aws/carrier-key.ts";
import { readFaxById } from "../../adapters/aws/change-fax.ts";
import { deleteFax } from "../../adapters/aws/delete-fax.ts";
import {
  forgetDue,
  giveDue,
  listDueFaxes,
  longestDue,
  lookLater,
  wakeFax,
} from "../../adapters/aws/due-faxes.ts";
import { listDueDeliveries, wakeDelivery } from "../../adapters/aws/deliveries.ts";
import { markFetchFailed, markReceptionLost } from "../../adapters/aws/inbound-changes.ts";
import { closeBreaker } from "../../adapters/aws/breaker.ts";
import { headsOfLine, readChannels, wakeChannels } from "../../adapters/aws/lanes.ts";
import { isAnyFree } from "../../adapters/aws/look-at-line.ts";
import {
  listControls,
  ranksOfInbound,
  readCensusPage,
  readPageOfNumber,
} from "../../adapters/aws/list-stored.ts";
import { listMailboxes } from "../../adapters/aws/mailboxes.ts";
import { failQueued, markFailed } from "../../adapters/aws/outbound-changes.ts";
import {
  moveCensusCursor,
  moveInboundCursor,
  moveRetentionCursor,
  readCensusCursor,
  readInboundCursor,
  readRetentionCursor,
} from "../../adapters/aws/sweep-cursors.ts";
import { openTable } from "../../adapters/aws/table.ts";
import { faxAtCarrier, listAtCarrier } from "../../adapters/telnyx/ask-carrier.ts";
import { callKey, uploadKey } from "../../core/keys-in-bucket.ts";
import type { AskDeps } from "../../core/operations/ask-about-calls.ts";
import type { AskReceptionsDeps } from "../../core/operations/ask-about-receptions.ts";
import type { LostInboundDeps } from "../../core/operations/find-lost-inbound.ts";
import { reportAbsentCall } from "../../core/operations/apply-event.ts";
import type { RemovalDeps } from "../../core/operations/remove-expired.ts";
import type { SweepBroadcastsDeps } from "../../core/operations/sweep-broadcasts.ts";
import type { SweepDeliveriesDeps } from "../../core/operations/sweep-deliveries.ts";
import type { SweepDeps } from "../../core/operations/sweep-due.ts";
import type { ReadingDeps } from "../../core/operations/take-readings.ts";
import type { CensusDeps } from "../../core/operations/take-census.ts";
import type { WatchDeps } from "../../core/operations/watch-channels.ts";
import { digestDeps } from "./digest-deps.ts";
import type { Settings } from "./env.ts";
import { report } from "./log.ts";

/** All doors of the sweep, under the names that its operations use. */
export function sweepDeps(settings: Settings<"sweep">) {
  const table = openTable(settings.TABLE);
  const bucket = openBucket(settings.BUCKET);
  const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER);
  const baseUrl = settings.CARRIER_BASE_URL;
  const common = {
    now: Date.now,
    report,
    readFax: (id: string) => readFaxById(table, id),
    listCalls: async () => (await readChannels(table)).calls,
    readCarrierKey: (now: number) => carrierKey.read(now),
    askCarrier: (key: string, carrierFaxId: string) => faxAtCarrier({ baseUrl, key }, carrierFaxId),
    applyInbound: (...[event, now]: Parameters<LostInboundDeps["applyInbound"]>) =>
      applyInboundEvent(table, event, now),
  };
  return {
    due: {
      ...common,
      listDue: (now, limit) => listDueFaxes(table, now, limit),
      failPreparing: (id, failure, at) => markFailed(table, id, ["preparing"], failure, at),
      failQueued: (fax, failure, at) => failQueued(table, fax, failure, at),
      markFetchFailed: (id, failure, at) => markFetchFailed(table, id, failure, at),
      wakeFax: (fax, nextLook, at) => wakeFax(table, fax, nextLook, at),
      mayGo: (fax, at) => isAnyFree(table, fax, settings.CHANNELS, at),
      lookLater: (fax, nextLook, at) => lookLater(table, fax, nextLook, at),
      forgetDue: (id, at) => forgetDue(table, id, at),
      hasUpload: async (id) => (await readMetadata(bucket, uploadKey(id))) !== undefined,
    } satisfies SweepDeps,
    census: {
      ...common,
      readCursor: () => readCensusCursor(table),
      moveCursor: (cursor) => moveCensusCursor(table, cursor),
      readPage: (direction, after, until) => readCensusPage(table, direction, after, until),
      giveDue: (fax, at) => giveDue(table, fax, at),
    } satisfies CensusDeps,
    channels: {
      ...common,
      limit: settings.CHANNELS,
      readChannels: () => readChannels(table),
      isConfigured: async (now) =>
        settings.CONNECTION_ID !== "" && (await carrierKey.read(now)) !== undefined,
      closeNotConfigured: () => closeBreaker(table, ["not_configured"]),
      wakeChannels: () => wakeChannels(table),
    } satisfies WatchDeps,
    readings: {
      ...common,
      readChannels: () => readChannels(table),
      firstForChannel: async () => (await headsOfLine(table, "channel", "", 1))[0]?.faxId,
      longestDue: (now) => longestDue(table, now),
    } satisfies ReadingDeps,
    broadcasts: {
      ...common,
      listOpen: (limit) => listOpenBroadcasts(table, limit),
      read: (id) => readBroadcast(table, id),
      wake: (broadcast, at) => wakeBroadcast(table, broadcast, at),
      fail: (id, failure, at) => failBroadcast(table, id, failure, at),
    } satisfies SweepBroadcastsDeps,
    deliveries: {
      ...common,
      listDueDeliveries: (now, limit) => listDueDeliveries(table, now, limit),
      wakeDelivery: (name, nextLook) => wakeDelivery(table, name, nextLook),
    } satisfies SweepDeliveriesDeps,
    calls: {
      ...common,
      applyOutbound: async (event, now) =>
        reportAbsentCall(report, event, await applyOutboundEvent(table, event, now, settings.RETRY)),
      listAtCarrier: (key, since, until) => listAtCarrier({ baseUrl, key }, "outbound", since, until),
      listControls: (before, now) => listControls(table, before, now),
      deletePages: (faxId, attempt) => deleteObject(bucket, callKey(faxId, attempt)),
      noteMissing: (faxId, attempt, at) => noteMissing(table, faxId, attempt, at),
      markAbsent: (fax, attempt, after, at) => markAbsent(table, fax, attempt, after, at),
      endLostCall: (fax, attempt, failure, at) => endLostCall(table, fax, attempt, failure, at),
    } satisfies AskDeps,
    receptions: {
      ...common,
      markReceptionLost: (id, failure, at) => markReceptionLost(table, id, failure, at),
    } satisfies AskReceptionsDeps,
    inbound: {
      ...common,
      connectionId: settings.CONNECTION_ID,
      readCursor: () => readInboundCursor(table),
      moveCursor: (since) => moveInboundCursor(table, since),
      listAtCarrier: (key, since, until) => listAtCarrier({ baseUrl, key }, "inbound", since, until),
      ranksOf: (ids) => ranksOfInbound(table, ids),
    } satisfies LostInboundDeps,
    removal: {
      ...common,
      listMailboxes: () => listMailboxes(table),
      readCursor: () => readRetentionCursor(table),
      moveCursor: (cursor) => moveRetentionCursor(table, cursor),
      readPage: (list, after, until) => readPageOfNumber(table, list, after, until),
      deleteFax: (fax, at) => deleteFax(table, fax, at),
    } satisfies RemovalDeps,
    digest: digestDeps(settings, table),
  };
}
