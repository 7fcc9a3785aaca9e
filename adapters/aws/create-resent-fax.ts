import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Fax, FaxRequest, OutboundFax } from "../../core/fax.ts";
import { readFaxById } from "./change-fax.ts";
import { createFax } from "./create-fax.ts";
import { entryText, faxKey } from "./stored-fax.ts";
import { expression, toAttributes, type Table } from "./table.ts";

/** A fax names so many of those that send its pages again, the latest. */
const keptLinks = 10;
const maxTurns = 6;

/**
 * Creates a fax that sends the pages of `earlier` again, and names it there in the same transaction.
 * `gone`: the earlier fax was deleted meanwhile.
 */
export async function createResentFax(
  table: Table,
  fax: OutboundFax,
  request: FaxRequest,
  earlier: Fax,
  maxFaxesPerDay: number,
): Promise<"created" | "exists" | "daily_limit" | "gone"> {
  let seen: Fax | undefined = earlier;
  for (let turn = 0; turn < maxTurns; turn++) {
    if (!seen || seen.deletedAt !== undefined) return "gone";
    const outcome = await createFax(table, fax, request, maxFaxesPerDay, link(table, seen, fax));
    if (outcome !== "link_changed") return outcome;
    // Sent again by somebody else at the same moment, or deleted.
    seen = await readFaxById(table, earlier.id);
  }
  throw new Error("the fax that is sent again kept changing");
}

function link(table: Table, earlier: Fax, fax: OutboundFax): TransactWriteItem {
  const e = expression();
  const names = e.path("resent_as");
  const entry = entryText({ at: fax.createdAt, word: "resent" });
  const sets = [
    `${names} = ${e.value([...(earlier.resentAs ?? []), fax.id].slice(-keptLinks))}`,
    `${e.path("updated")} = ${e.value(fax.createdAt)}`,
    // One entry, the latest: a fax may be sent again many times.
    `${e.path("timeline", "resent")} = ${e.value(entry)}`,
  ];
  const conditions = [
    `attribute_exists(${e.path("pk")})`,
    `attribute_not_exists(${e.path("deleted")})`,
    earlier.resentAs ? `${names} = ${e.value(earlier.resentAs)}` : `attribute_not_exists(${names})`,
  ];
  return {
    Update: {
      TableName: table.name,
      Key: toAttributes(faxKey(earlier.id)),
      UpdateExpression: `SET ${sets.join(", ")} ADD ${e.path("rev")} ${e.value(1)}`,
      ConditionExpression: conditions.join(" AND "),
      ...e.parts(),
    },
  };
}
