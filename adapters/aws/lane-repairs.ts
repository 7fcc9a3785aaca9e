import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { OutboundFax } from "../../core/fax.ts";
import { channelKey } from "./channel-item.ts";
import { laneKey } from "./lanes.ts";
import { schemaVersion } from "./stored-fax.ts";
import type { Table } from "./table.ts";
import { updateItem } from "./update-item.ts";

/** What is done to lanes and channels when something was lost: never on the usual path. */

/** Takes the lane for a call that goes on after all: also from the same fax's wait for its next call. */
export const retakeLane = (
  table: Table,
  fax: Pick<OutboundFax, "to">,
  holder: string,
  next: string,
): TransactWriteItem =>
  updateItem(table, laneKey(fax.to), {
    expression: "SET held = :me, v = :v REMOVE expires",
    condition: "attribute_not_exists(held) OR held IN (:me, :next)",
    values: { ":me": holder, ":next": next, ":v": schemaVersion },
  });

/** Counts a call that is under way whatever the limit says. */
export const countCall = (table: Table, call: string): TransactWriteItem =>
  updateItem(table, channelKey, {
    expression: "ADD calls :call SET v = :v",
    values: { ":call": new Set([call]), ":v": schemaVersion },
  });
