import { afterAll, describe, expect, it } from "vitest";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { createResentFax } from "../../../adapters/aws/create-resent-fax.ts";
import { deleteFax } from "../../../adapters/aws/delete-fax.ts";
import type { Fax } from "../../../core/fax.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, close } = await openTestTable();
afterAll(close);

const read = (id: string) => readFaxById(table, id);
async function earlierFax(name: string): Promise<Fax> {
  const fax = outboundFax({ id: uuid(name), status: "delivered", document });
  await createFax(table, fax, requestOf(fax.id), 1_000_000);
  return fax;
}
const resend = (earlier: Fax, name: string, limit = 1_000_000) => {
  const fax = outboundFax({ id: uuid(name), resendOf: earlier.id, createdAt: noon + 60_000 });
  return createResentFax(table, fax, requestOf(fax.id), earlier, limit);
};

describe("a fax that is sent again and the new one name each other", () => {
  it("from the moment the new one is there", async () => {
    const earlier = await earlierFax("linked");
    expect(await resend(earlier, "linked again")).toBe("created");
    const after = await read(earlier.id);
    expect(after).toMatchObject({
      status: "delivered",
      resentAs: [uuid("linked again")],
      updatedAt: noon + 60_000,
      revision: earlier.revision + 1,
    });
    expect(after?.timeline.map(({ word }) => word)).toEqual(expect.arrayContaining(["accepted", "resent"]));
    expect(await read(uuid("linked again"))).toMatchObject({ resendOf: earlier.id });
  });

  it("five at once are all named, although each read the fax before the others wrote", async () => {
    const earlier = await earlierFax("five");
    const names = [1, 2, 3, 4, 5].map((turn) => `five ${turn}`);
    expect(await Promise.all(names.map((name) => resend(earlier, name)))).toEqual(names.map(() => "created"));
    expect([...((await read(earlier.id))?.resentAs ?? [])].sort()).toEqual(names.map(uuid).sort());
  });

  it("of twelve the last ten are named", async () => {
    const earlier = await earlierFax("twelve");
    const names = Array.from({ length: 12 }, (_, turn) => `twelve ${turn}`);
    for (const name of names) await resend(earlier, name);
    expect((await read(earlier.id))?.resentAs).toEqual(names.slice(2).map(uuid));
  });

  it("the same one again is there already, and is not named twice", async () => {
    const earlier = await earlierFax("twice");
    await resend(earlier, "once");
    expect(await resend(earlier, "once")).toBe("exists");
    expect((await read(earlier.id))?.resentAs).toEqual([uuid("once")]);
  });

  it("one that was deleted since it was read sends nothing, and stays as it is", async () => {
    const earlier = await earlierFax("deleted");
    await deleteFax(table, earlier, noon);
    const tombstone = await read(earlier.id);
    expect(await resend(earlier, "too late")).toBe("gone");
    expect(await read(uuid("too late"))).toBeUndefined();
    expect(await read(earlier.id)).toEqual(tombstone);
  });

  it("beyond the day's limit neither is written", async () => {
    const earlier = await earlierFax("limit");
    expect(await resend(earlier, "one too many", 1)).toBe("daily_limit");
    expect(await read(uuid("one too many"))).toBeUndefined();
    expect((await read(earlier.id))?.resentAs).toBeUndefined();
  });
});
