import { afterAll, describe, expect, it } from "vitest";
import { putPageLink, readPageLink } from "../../../adapters/aws/page-links.ts";
import { sha256Hex } from "../../../core/ids.ts";
import { newPageLink } from "../../../core/page-link.ts";
import { noon, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

const token = "t".repeat(43);
const hash = sha256Hex(token);
const link = newPageLink(uuid("fax"), noon);

describe("a link to a fax's pages", () => {
  it("is kept under its hash and read by it, in one request each", async () => {
    expect(await readPageLink(table, hash)).toBeUndefined();
    meter.reset();
    await putPageLink(table, hash, link);
    expect(await readPageLink(table, hash)).toEqual(link);
    expect(meter.requests).toEqual(["PutItem", "GetItem"]);
    expect(meter.writeUnits).toBe(1);
    expect(await readPageLink(table, sha256Hex(`${token}.`))).toBeUndefined();
  });

  it("is stored without its token, and goes by itself a day after it has ended", async () => {
    expect(await stored(`link#${hash}`, "link")).toEqual({
      pk: { S: `link#${hash}` },
      sk: { S: "link" },
      v: { N: "1" },
      fax: { S: uuid("fax") },
      until: { N: String(link.expiresAt) },
      expires: { N: String(noon / 1000 + 8 * 86_400) },
    });
  });

  it("is read as it is after it has ended: who reads it looks at the time", async () => {
    const old = newPageLink(uuid("fax"), 0);
    await putPageLink(table, sha256Hex("old"), old);
    expect(await readPageLink(table, sha256Hex("old"))).toEqual(old);
  });
});
