import { afterAll, describe, expect, it } from "vitest";
import { readFaxById, readFaxWithRequest } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

const day = 86_400_000;
const faxNamed = (name: string, createdAt = noon) =>
  outboundFax({ id: uuid(name), createdAt, updatedAt: createdAt });
const create = (name: string, limit = 1_000, createdAt = noon) =>
  createFax(table, faxNamed(name, createdAt), requestOf(uuid(name)), limit);
/** The day's count: the sum of its shares. */
const count = async (createdAt: number) => {
  const date = new Date(createdAt).toISOString().slice(0, 10);
  const shares = await Promise.all(
    Array.from({ length: 8 }, (_, share) => stored(`day#${date}#${share}`, "day")),
  );
  return shares.reduce((sum, share) => sum + Number(share?.["faxes"]?.N ?? 0), 0);
};

describe("accepted means kept: creating a fax", () => {
  it("stores fax and request together, and reads both back as they were", async () => {
    const fax = outboundFax({
      id: uuid("full"),
      settings: { quality: "normal", t38Enabled: false, fromDisplayName: "Clinic" },
      reference: "order 7",
      tags: ["a", "b"],
      uploadExpiresAt: noon + day,
    });
    const request = requestOf(fax.id, { clientState: "aGk=", webhookUrl: "https://me.example/hook" });
    meter.reset();
    expect(await createFax(table, fax, request, 1_000)).toBe("created");
    expect(meter.requests).toEqual(["TransactWriteItems"]);
    expect(await readFaxWithRequest(table, fax.id)).toEqual({ fax, request });
    expect(await readFaxById(table, fax.id)).toEqual(fax);
  });

  it("twice is one fax, counted once", async () => {
    const at = noon + day;
    expect(await create("again", 1_000, at)).toBe("created");
    expect(await create("again", 1_000, at)).toBe("exists");
    expect(await count(at)).toBe(1);
  });

  it("takes exactly the day's limit, also where it is split into shares", async () => {
    const at = noon + 40 * day;
    const names = Array.from({ length: 100 }, (_, n) => `share ${n}`);
    const outcomes = await Promise.all(names.map((name) => create(name, 85, at)));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(85);
    expect(outcomes.filter((outcome) => outcome === "daily_limit")).toHaveLength(15);
    expect(await count(at)).toBe(85);
  });

  it("does not bring back a fax whose request was deleted", async () => {
    await create("kept");
    expect(await createFax(table, faxNamed("kept"), requestOf(uuid("kept"), { bodyHash: "other" }), 9)).toBe(
      "exists",
    );
  });

  it("counts each day by itself and stops at its limit", async () => {
    const at = noon + 2 * day;
    expect(await create("first", 2, at)).toBe("created");
    expect(await create("second", 2, at)).toBe("created");
    expect(await create("third", 2, at)).toBe("daily_limit");
    expect(await readFaxById(table, uuid("third"))).toBeUndefined();
    expect(await create("third", 2, at + day)).toBe("created");
    expect(await create("first", 2, at)).toBe("exists");
  });

  it("in parallel loses none: thirty at once are all created and all counted", async () => {
    const at = noon + 5 * day;
    const names = Array.from({ length: 30 }, (_, index) => `parallel ${index}`);
    const outcomes = await Promise.all(names.map((name) => create(name, 1_000, at)));
    expect(new Set(outcomes)).toEqual(new Set(["created"]));
    expect(await count(at)).toBe(30);
  });

  it("in parallel never goes over the day's limit", async () => {
    const at = noon + 6 * day;
    const names = Array.from({ length: 20 }, (_, index) => `limited ${index}`);
    const outcomes = await Promise.all(names.map((name) => create(name, 7, at)));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome === "daily_limit")).toHaveLength(13);
    expect(await count(at)).toBe(7);
  });

  it("the same order in parallel is one fax", async () => {
    const at = noon + 7 * day;
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => create("same", 1_000, at)));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(await count(at)).toBe(1);
  });
});

describe("a conflict with another transaction", () => {
  const conflict = (code: string) =>
    Object.assign(new Error("conflict"), {
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "None" }, { Code: "None" }, { Code: code }],
    });

  it.each(["TransactionConflict", "ThrottlingError"])(
    "%s is tried again and never becomes a failure",
    async (code) => {
      const { TransactionCanceledException } = await import("@aws-sdk/client-dynamodb");
      let left = 3;
      table.client.middlewareStack.add(
        (next, context) => async (args) => {
          if (context["commandName"] === "TransactWriteItemsCommand" && left-- > 0) {
            const reasons = conflict(code).CancellationReasons;
            throw new TransactionCanceledException({
              message: "conflict",
              $metadata: {},
              CancellationReasons: reasons,
            });
          }
          return next(args);
        },
        { step: "initialize", name: "conflicts", override: true },
      );
      expect(await create(`after ${code}`, 1_000, noon + 8 * day)).toBe("created");
      expect(left).toBe(-1);
      table.client.middlewareStack.remove("conflicts");
    },
  );
});
