import { readFaxById } from "../adapters/aws/change-fax.ts";
import { forgetDue, listDueFaxes, wakeQueued } from "../adapters/aws/due-faxes.ts";
import { markFailed } from "../adapters/aws/outbound-changes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { sweepDue } from "../core/operations/sweep-due.ts";
import { readEnvironment } from "./runtime/env.ts";
import { log } from "./runtime/log.ts";

const table = openTable(readEnvironment("sweep").TABLE);

/** Every five minutes, only what is due; repairs, is never the normal path. */
export const handler = async () => {
  const handled = await sweepDue({
    now: Date.now,
    listDue: (now, limit) => listDueFaxes(table, now, limit),
    readFax: (id) => readFaxById(table, id),
    failPreparing: (id, failure, at) => markFailed(table, id, ["preparing"], failure, at),
    wakeQueued: (id, wakes, nextLook, at) => wakeQueued(table, id, wakes, nextLook, at),
    forgetDue: (id, at) => forgetDue(table, id, at),
  });
  if (handled > 0) log("info", "sweep", { handled });
};
