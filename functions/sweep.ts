import { applyOutboundEvent } from "../adapters/aws/apply-carrier-event.ts";
import { failBroadcast, wakeBroadcast } from "../adapters/aws/broadcast-steps.ts";
import { listOpenBroadcasts, readBroadcast } from "../adapters/aws/broadcasts.ts";
import { openBucket, readMetadata } from "../adapters/aws/bucket.ts";
import { carrierKeyReader } from "../adapters/aws/carrier-key.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { forgetDue, listDueFaxes, wakeQueued } from "../adapters/aws/due-faxes.ts";
import { readChannels } from "../adapters/aws/lanes.ts";
import { failQueued, freeSilentCall, markFailed } from "../adapters/aws/outbound-changes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { faxAtCarrier, outboundAtCarrier } from "../adapters/telnyx/ask-carrier.ts";
import { uploadKey } from "../core/keys-in-bucket.ts";
import { askAboutCalls } from "../core/operations/ask-about-calls.ts";
import { sweepBroadcasts } from "../core/operations/sweep-broadcasts.ts";
import { sweepDue } from "../core/operations/sweep-due.ts";
import { readEnvironment } from "./runtime/env.ts";
import { log, report } from "./runtime/log.ts";

const settings = readEnvironment("sweep");
const table = openTable(settings.TABLE);
const baseUrl = settings.CARRIER_BASE_URL;
const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER);
const bucket = openBucket(settings.BUCKET);

/** Every five minutes, only what is due; repairs, is never the normal path. */
export const handler = async () => {
  const handled = await sweepDue({
    now: Date.now,
    listDue: (now, limit) => listDueFaxes(table, now, limit),
    readFax: (id) => readFaxById(table, id),
    failPreparing: (id, failure, at) => markFailed(table, id, ["preparing"], failure, at),
    failQueued: (fax, failure, at) => failQueued(table, fax, failure, at),
    listCalls: async () => (await readChannels(table)).calls,
    freeSilentCall: (fax, attempt, at) => freeSilentCall(table, fax, attempt, at),
    wakeQueued: (id, wakes, nextLook, at) => wakeQueued(table, id, wakes, nextLook, at),
    forgetDue: (id, at) => forgetDue(table, id, at),
    hasUpload: async (id) => (await readMetadata(bucket, uploadKey(id))) !== undefined,
    report,
  });
  const found = await askAboutCalls({
    now: Date.now,
    readCarrierKey: (now) => carrierKey.read(now),
    listCalls: async () => (await readChannels(table)).calls,
    readFax: (id) => readFaxById(table, id),
    askCarrier: (key, carrierFaxId) => faxAtCarrier({ baseUrl, key }, carrierFaxId),
    listAtCarrier: (key, since) => outboundAtCarrier({ baseUrl, key }, since),
    applyOutbound: (event, now) => applyOutboundEvent(table, event, now),
    report,
  });
  const broadcasts = await sweepBroadcasts({
    now: Date.now,
    listOpen: (limit) => listOpenBroadcasts(table, limit),
    read: (id) => readBroadcast(table, id),
    wake: (broadcast, at) => wakeBroadcast(table, broadcast, at),
    fail: (id, failure, at) => failBroadcast(table, id, failure, at),
    report,
  });
  if (handled + found + broadcasts > 0) log("info", "sweep", { handled, found, broadcasts });
};
