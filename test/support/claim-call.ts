import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { changeFax, readFaxById, statusIs } from "../../adapters/aws/change-fax.ts";
import { channelKey } from "../../adapters/aws/channel-item.ts";
import { claimFax, standInLine } from "../../adapters/aws/claim-fax.ts";
import {
  forgetWaiting,
  headsOfLine,
  laneHolder,
  laneKey,
  readChannels,
  strikeEntry,
} from "../../adapters/aws/lanes.ts";
import { waitingAttributes } from "../../adapters/aws/outbound-changes.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { updateItem } from "../../adapters/aws/update-item.ts";
import type { Fax, OutboundFax, WaitReason } from "../../core/fax.ts";
import type { Line } from "../../core/lanes.ts";
import { outboundFax } from "./faxes.ts";

type Claimed = { changed: boolean; fax: Fax | undefined };

/** Claims as dispatch does: reads the fax, then takes it with its lane and one of many channels. */
export async function claimCall(
  table: Table,
  wanted: { id: string; attempt: number },
  claimId: string,
  at: number,
  limit = 1_000,
): Promise<Claimed> {
  const fax = await readFaxById(table, wanted.id);
  if (fax?.direction !== "outbound" || fax.status !== "queued") return { changed: false, fax };
  const outcome = await claimFax(table, fax, wanted.attempt, { claimId, limit }, at);
  if (outcome.kind === "claimed") return { changed: true, fax: outcome.fax };
  return { changed: false, fax: outcome.kind === "changed" ? outcome.fax : fax };
}

/** Makes a queued fax wait, as a release does. */
export const makeWait = (table: Table, id: string, wait: { reason: WaitReason; until: number }, at: number) =>
  changeFax(table, id, {
    at,
    // The pause counts as one also where it is over already.
    set: waitingAttributes(outboundFax({ id }), wait, wait.until - 1),
    when: statusIs("queued"),
  });

/**
 * Stands a fax in line as dispatch does that found the lane in use, or all channels; where they are not, for this
 * moment.
 */
export async function standInLineNow(
  table: Table,
  fax: OutboundFax,
  attempt: number,
  line: Line,
  at: number,
): Promise<OutboundFax> {
  const isTaken = line === "lane" && (await laneHolder(table, fax.to)) !== undefined;
  const [key, name] = line === "lane" ? [laneKey(fax.to), "held"] : [channelKey, "waited"];
  const other = { values: { ":other": "another" } };
  const update = (part: { expression: string; condition?: string }) =>
    table.client.send(new UpdateItemCommand(updateItem(table, key, { ...part, ...other }).Update));
  if (!isTaken) await update({ expression: `SET ${name} = if_not_exists(${name}, :other)` });
  const stands = await standInLine(table, fax, attempt, line, at, { limit: 1_000 });
  if (line === "lane" && !isTaken) await update({ expression: "REMOVE held", condition: "held = :other" });
  return stands as OutboundFax;
}

/** Nobody stands before the faxes of the test that comes: all tests of a file share the one line for channels. */
export async function emptyChannelLine(table: Table): Promise<void> {
  for (const entry of await headsOfLine(table, "channel", "", 1_000)) await strikeEntry(table, entry);
  const { waited } = await readChannels(table);
  if (waited !== undefined) await forgetWaiting(table, "channel", "", waited);
}

/** A number of its own for each, so that faxes of one test do not wait for each other. */
export const ownNumber = (index: number): string => `+1312${String(5_000_000 + index)}`;
