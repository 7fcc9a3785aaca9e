import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { isClosed, type Fax } from "../../core/fax.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { requestKey } from "./stored-request.ts";
import { toAttributes, type Table } from "./table.ts";

/** Content that a tombstone does not keep. */
const forgotten = [
  "to",
  "from",
  "listed",
  "document",
  "failure",
  "settings",
  "reference",
  "tags",
  "resend_of",
  "resent_as",
];
const forgottenInbound = ["link", "caller"];

/**
 * Turns a closed fax into a tombstone: out of the lists, without numbers or content; late events find it and
 * stop. The request goes first, so that a crash between the two leaves a fax that can be deleted again.
 * The pages are erased by what the table's stream triggers.
 */
export async function deleteFax(table: Table, fax: Fax, at: number): Promise<ChangeOutcome> {
  if (!isClosed(fax.status)) return { changed: false, fax };
  if (fax.direction === "outbound") {
    await table.client.send(
      new DeleteItemCommand({ TableName: table.name, Key: toAttributes(requestKey(fax.id)) }),
    );
  }
  return changeFax(table, fax.id, {
    at,
    set: [
      [["deleted"], at],
      [["created"], fax.createdAt],
    ],
    remove: [...forgotten, ...(fax.direction === "inbound" ? forgottenInbound : [])].map((name) => [name]),
    when: statusIs("delivered", "failed", "canceled", "received"),
  });
}
