import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { OutboundFax } from "../../core/fax.ts";
import type { OutboundAdvance } from "../../core/transitions.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { waitingAttributes } from "./outbound-changes.ts";
import type { Table } from "./table.ts";

/** What such a call has left in the timeline goes with it: a fax may be refused hundreds of times. */
const entriesOf = (fax: OutboundFax, attempt: number): string[][] =>
  fax.timeline.filter((entry) => entry.attempt === attempt).map(({ key }) => ["timeline", key]);

/**
 * `sending` -> `queued` after a call that the carrier did not make, because our lines or our account stood in the way:
 * the attempt goes and only its number stays used, so that its late events are known for what they are. `fax` as read.
 */
export const dropRefused = (
  table: Table,
  fax: OutboundFax,
  { attempt, after, reason }: OutboundAdvance,
  others: TransactWriteItem[],
  at: number,
): Promise<ChangeOutcome> =>
  changeFax(table, fax.id, {
    at,
    set: [
      [["status"], "queued"],
      [["last_refused"], { attempt, reason: reason ?? "unknown" }],
      ...(after?.wait ? waitingAttributes(fax, after.wait, at) : []),
    ],
    remove: [["attempts", String(attempt)], ...entriesOf(fax, attempt)],
    moreEntries: after?.entries ?? [],
    others,
    when: (e) => [
      ...statusIs("sending")(e),
      `${e.path("attempts", String(attempt), "rank")} < ${e.value(100)}`,
      // A cancel that came meanwhile is looked at anew.
      `attribute_not_exists(${e.path("cancel_at")})`,
    ],
  });
