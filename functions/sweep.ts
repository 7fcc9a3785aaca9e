import { openBucket, readMetadata } from "../adapters/aws/bucket.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { forgetDue, listDueFaxes, wakeQueued } from "../adapters/aws/due-faxes.ts";
import { readChannels } from "../adapters/aws/lanes.ts";
import { failQueued, freeSilentCall, markFailed } from "../adapters/aws/outbound-changes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { uploadKey } from "../core/keys-in-bucket.ts";
import { sweepDue } from "../core/operations/sweep-due.ts";
import { readEnvironment } from "./runtime/env.ts";
import { log, report } from "./runtime/log.ts";

const settings = readEnvironment("sweep");
const table = openTable(settings.TABLE);
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
  if (handled > 0) log("info", "sweep", { handled });
};
