import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { InboundEvent } from "../../core/carrier-event.ts";
import { censusAfterMs } from "../../core/census.ts";
import { isClosed, type InboundFax } from "../../core/fax.ts";
import { decideInbound } from "../../core/transitions.ts";
import { readFaxById } from "./change-fax.ts";
import { noteEvent, type EventOutcome } from "./note-event.ts";
import { dueAttributes, writeFax } from "./stored-fax.ts";
import { toAttributes, type Table } from "./table.ts";

/** Looks and tries again this often when other writers come between. */
const maxTries = 6;

/** Inbound faxes are few and their first event creates them: read, decide, write under the revision read. */
export async function applyInboundEvent(
  table: Table,
  event: InboundEvent,
  now: number,
): Promise<EventOutcome> {
  for (let attempt = 0; attempt < maxTries; attempt++) {
    const stored = await readFaxById(table, event.faxId);
    const fax = stored?.direction === "inbound" ? stored : undefined;
    const decision = decideInbound(fax, event, now);
    if (decision.kind === "note" && fax) return noteEvent(table, fax, decision.entry, decision.facts, now);
    if (decision.kind === "repeat" || decision.kind === "note") return { kind: "repeat" };
    if (decision.kind !== "advance") return decision;
    if (await putInbound(table, decision.fax, fax?.revision)) return { kind: "advance" };
  }
  throw new Error("the fax kept changing while an event was applied");
}

/** The census may have passed this fax already: what is written late and still open says itself when to look. */
const dueOfOpen = (fax: InboundFax) =>
  !isClosed(fax.status) && fax.updatedAt - fax.createdAt > censusAfterMs / 2
    ? dueAttributes(fax.id, fax.updatedAt + censusAfterMs)
    : {};

async function putInbound(table: Table, fax: InboundFax, readRevision: number | undefined): Promise<boolean> {
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: toAttributes({
          ...writeFax({ ...fax, revision: (readRevision ?? 0) + 1 }),
          ...dueOfOpen(fax),
        }),
        ...(readRevision === undefined
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "rev = :rev",
              ExpressionAttributeValues: toAttributes({ ":rev": readRevision }),
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
