import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type { TableChange } from "../../core/relay.ts";
import { readFax } from "./stored-fax.ts";
import { readRequest } from "./stored-request.ts";
import { channelKey, readChannelItem } from "./channel-item.ts";
import { readBroadcastItem } from "./stored-broadcast.ts";
import type { Attributes, Plain } from "./table.ts";

/** Whether a record is of an item of this partition. */
export const isIn = (partition: string, record: DynamoDBRecord): boolean =>
  record.dynamodb?.Keys?.["pk"]?.S === partition;

/** A stream record as a change of a fax, its request, a lane or the channels; undefined for every other item. */
export function readTableChange(record: DynamoDBRecord): TableChange | undefined {
  const { Keys, OldImage, NewImage } = record.dynamodb ?? {};
  const pk = Keys?.["pk"]?.S ?? "";
  const before = OldImage && unmarshall(OldImage as Attributes);
  const after = NewImage && unmarshall(NewImage as Attributes);
  if (pk.startsWith("lane#") && Keys?.["sk"]?.S === "lane") {
    const image = (item: Plain | undefined) =>
      item && {
        held: item["held"] as string | undefined,
        waited: item["waited"] as string | undefined,
        notBefore: item["not_before"] as number | undefined,
      };
    return { item: "lane", to: pk.slice("lane#".length), before: image(before), after: image(after) };
  }
  if (pk === channelKey.pk && Keys?.["sk"]?.S === channelKey.sk) {
    return {
      item: "channel",
      before: before && readChannelItem(before),
      after: after && readChannelItem(after),
    };
  }
  if (pk.startsWith("broadcast#") && Keys?.["sk"]?.S === "broadcast") {
    return {
      item: "broadcast",
      before: before && readBroadcastItem(before),
      after: after && readBroadcastItem(after),
    };
  }
  if (!pk.startsWith("fax#")) return undefined;
  if (Keys?.["sk"]?.S === "fax") {
    return { item: "fax", before: before && readFax(before), after: after && readFax(after) };
  }
  if (Keys?.["sk"]?.S === "request") {
    return { item: "request", before: before && readRequest(before), after: after && readRequest(after) };
  }
  return undefined;
}
