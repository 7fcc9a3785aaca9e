import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { claimDigest, readDigestMark, writeDigestMark } from "../../../adapters/aws/digest-mark.ts";
import { listRefusalsOf, recordRefusal } from "../../../adapters/aws/refusals.ts";
import { toAttributes } from "../../../adapters/aws/table.ts";
import type { Refusal } from "../../../core/refusal.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, close } = await openTestTable();
afterAll(close);

const now = Date.parse("2026-11-24T07:00:07Z");
const minute = 60_000;

describe("the mark of the digest", () => {
  beforeEach(() =>
    table.client.send(
      new DeleteItemCommand({
        TableName: table.name,
        Key: toAttributes({ pk: "sweep#digest", sk: "sweep" }),
      }),
    ),
  );
  const until = now + 4 * minute;

  it("is read as it was written", async () => {
    expect(await readDigestMark(table)).toEqual({});
    await claimDigest(table, "2026-11-24", now, until);
    expect(await readDigestMark(table)).toEqual({});
    expect(await writeDigestMark(table, { day: "2026-11-24", until: now }, until)).toBe(true);
    expect(await readDigestMark(table)).toEqual({ day: "2026-11-24", until: now });
  });

  it("a day is claimed by one of many sweeps at once", async () => {
    const claims = Array.from({ length: 8 }, (_, n) => claimDigest(table, "2026-11-24", now + n, until + n));
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });

  it("a claim that nobody ended ends by itself, and its day can be claimed again", async () => {
    await claimDigest(table, "2026-11-24", now, until);
    expect(await claimDigest(table, "2026-11-24", until - 1, until + minute)).toBe(false);
    expect(await claimDigest(table, "2026-11-24", until, until + minute)).toBe(true);
  });

  it("a day that is told cannot be claimed, nor one before it; the next can", async () => {
    await claimDigest(table, "2026-11-24", now, until);
    await writeDigestMark(table, { day: "2026-11-24", until: now }, until);
    expect(await claimDigest(table, "2026-11-24", until + minute, until + 5 * minute)).toBe(false);
    expect(await claimDigest(table, "2026-11-23", until + minute, until + 5 * minute)).toBe(false);
    expect(await claimDigest(table, "2026-11-25", until + minute, until + 5 * minute)).toBe(true);
  });

  it("is not written by a sweep whose claim another has taken over", async () => {
    await claimDigest(table, "2026-11-24", now, until);
    await claimDigest(table, "2026-11-24", until, until + minute);
    expect(await writeDigestMark(table, { day: "2026-11-24", until: now }, until)).toBe(false);
    expect(await readDigestMark(table)).toEqual({});
  });
});

describe("the refusals of a time", () => {
  const record = async (name: string, iso: string): Promise<Refusal> => {
    const refusal: Refusal = {
      id: name,
      door: "mail",
      at: Date.parse(iso),
      from: "ann@clinic.example",
      to: ["13125550148@fax.example.com"],
      reason: "sender_not_allowed",
      detail: "A sentence.",
    };
    await recordRefusal(table, refusal);
    return refusal;
  };
  const of = (since: string, until: string, limit = 1000) =>
    listRefusalsOf(table, { since: Date.parse(since), until: Date.parse(until) }, limit);
  const idsOf = (refusals: Refusal[]) => refusals.map(({ id }) => id);

  it("are read newest first, over the ends of months, from its first moment to before its last", async () => {
    await record("before", "2026-01-30T04:59:59.999Z");
    const first = await record("first", "2026-01-30T05:00:00.000Z");
    await record("january", "2026-01-31T23:59:59.999Z");
    await record("february", "2026-02-01T00:00:00.000Z");
    await record("last", "2026-03-02T04:59:59.999Z");
    await record("after", "2026-03-02T05:00:00.000Z");
    const found = await of("2026-01-30T05:00:00Z", "2026-03-02T05:00:00Z");
    expect(idsOf(found)).toEqual(["last", "february", "january", "first"]);
    expect(found.at(-1)).toEqual(first);
    expect(idsOf(await of("2026-03-02T05:00:00Z", "2026-03-02T05:00:00.001Z"))).toEqual(["after"]);
    expect(await of("2026-02-10T05:00:00Z", "2026-02-10T05:00:00Z")).toEqual([]);
  });

  it("cost one request a month, and no more are read than asked for", async () => {
    meter.reset();
    await of("2026-01-30T05:00:00Z", "2026-03-02T05:00:00Z");
    expect(meter.requests).toEqual(["Query", "Query", "Query"]);
    meter.reset();
    expect(idsOf(await of("2026-01-30T05:00:00Z", "2026-03-02T05:00:00Z", 2))).toEqual(["last", "february"]);
    expect(meter.requests).toHaveLength(2);
  });

  it("are read to the end, though they fill more than one page of a MB", async () => {
    const detail = "x".repeat(300_000);
    for (let n = 0; n < 5; n++) {
      const large = await record(`large ${n}`, `2026-05-01T00:00:0${n}Z`);
      await recordRefusal(table, { ...large, detail });
    }
    expect(idsOf(await of("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"))).toHaveLength(5);
    expect(idsOf(await of("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", 4))).toHaveLength(4);
  });
});
