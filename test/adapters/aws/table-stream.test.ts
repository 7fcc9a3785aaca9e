import type { DynamoDBRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { writeFax } from "../../../adapters/aws/stored-fax.ts";
import { writeRequest } from "../../../adapters/aws/stored-request.ts";
import { countKey } from "../../../adapters/aws/count-end.ts";
import { listedKey, openKey, writeBroadcast } from "../../../adapters/aws/stored-broadcast.ts";
import { readTableChange } from "../../../adapters/aws/table-stream.ts";
import { toAttributes, type Plain } from "../../../adapters/aws/table.ts";
import { broadcastOf } from "../../support/broadcasts.ts";
import { inboundFax, outboundFax, requestOf, uuid } from "../../support/faxes.ts";

const record = (before: Plain | undefined, after: Plain | undefined): DynamoDBRecord => {
  const keys = after ?? before ?? {};
  const images = {
    Keys: toAttributes({ pk: keys["pk"] as string, sk: keys["sk"] as string }),
    ...(before ? { OldImage: toAttributes(before) } : {}),
    ...(after ? { NewImage: toAttributes(after) } : {}),
  };
  return { dynamodb: images as NonNullable<DynamoDBRecord["dynamodb"]> };
};

describe("a record of the table's stream", () => {
  it("of a fax brings it before and after", () => {
    const [before, after] = [outboundFax(), outboundFax({ status: "queued" })];
    expect(readTableChange(record(writeFax(before), writeFax(after)))).toEqual({
      item: "fax",
      before,
      after,
    });
    const received = inboundFax();
    expect(readTableChange(record(undefined, writeFax(received)))).toEqual({
      item: "fax",
      before: undefined,
      after: received,
    });
  });

  it("of a request brings it before and after", () => {
    const request = requestOf(uuid("fax"));
    expect(readTableChange(record(writeRequest(request), undefined))).toEqual({
      item: "request",
      before: request,
      after: undefined,
    });
  });

  it("of a broadcast brings it before and after; of its counts and its places in lists nothing", () => {
    const [before, after] = [broadcastOf(), broadcastOf({ cursor: 45, revision: 2 })];
    expect(readTableChange(record(writeBroadcast(before), writeBroadcast(after)))).toEqual({
      item: "broadcast",
      before,
      after,
    });
    for (const key of [countKey(before.id, uuid("fax")), openKey(before.id), listedKey(before.id, 1)]) {
      expect(readTableChange(record(undefined, key))).toBeUndefined();
    }
  });

  it("of anything else is none of the relay's business", () => {
    expect(readTableChange(record(undefined, { pk: "day#2026-10-02", sk: "day", faxes: 1 }))).toBeUndefined();
    expect(readTableChange(record(undefined, { pk: "keys", sk: "key#1" }))).toBeUndefined();
    expect(readTableChange(record(undefined, { pk: "fax#1", sk: "later" }))).toBeUndefined();
    expect(readTableChange({})).toBeUndefined();
  });
});
