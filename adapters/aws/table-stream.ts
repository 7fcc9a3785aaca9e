import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type { TableChange } from "../../core/relay.ts";
import { readFax, readRequest } from "./stored-fax.ts";
import type { Attributes } from "./table.ts";

/** A stream record as a change of a fax or its request; undefined for every other item. */
export function readTableChange(record: DynamoDBRecord): TableChange | undefined {
  const { Keys, OldImage, NewImage } = record.dynamodb ?? {};
  if (!Keys?.["pk"]?.S?.startsWith("fax#")) return undefined;
  const before = OldImage && unmarshall(OldImage as Attributes);
  const after = NewImage && unmarshall(NewImage as Attributes);
  if (Keys["sk"]?.S === "fax") {
    return { item: "fax", before: before && readFax(before), after: after && readFax(after) };
  }
  if (Keys["sk"]?.S === "request") {
    return { item: "request", before: before && readRequest(before), after: after && readRequest(after) };
  }
  return undefined;
}
