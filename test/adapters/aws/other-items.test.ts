import { afterAll, describe, expect, it } from "vitest";
import {
  changeApiKey,
  createApiKey,
  listApiKeys,
  readApiKey,
  revokeApiKey,
} from "../../../adapters/aws/api-keys.ts";
import { readFaxById, readFaxWithRequest } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { applyInboundEvent } from "../../../adapters/aws/apply-inbound-event.ts";
import { deleteFax } from "../../../adapters/aws/delete-fax.ts";
import { forgetDue, listDueFaxes, wakeFax } from "../../../adapters/aws/due-faxes.ts";
import { markReceived } from "../../../adapters/aws/inbound-changes.ts";
import { markCanceled } from "../../../adapters/aws/outbound-changes.ts";
import { listRefusals, recordRefusal } from "../../../adapters/aws/refusals.ts";
import { isTableReachable, openTable } from "../../../adapters/aws/table.ts";
import type { ApiKey } from "../../../core/api-key.ts";
import type { Refusal } from "../../../core/refusal.ts";
import { inboundEvent, outboundEvent } from "../../support/carrier-events.ts";
import { claimCall, makeWait, ownNumber } from "../../support/claim-call.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

let made = 0;
async function newFax(name: string, overrides: Parameters<typeof outboundFax>[0] = {}) {
  const id = uuid(name);
  await createFax(table, outboundFax({ id, to: ownNumber(++made), ...overrides }), requestOf(id), 1_000);
  return id;
}

describe("the due index", () => {
  it("names what is due, from all eight shards, in eight requests", async () => {
    const ids = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        newFax(`due ${index}`, { uploadExpiresAt: noon + index * 1_000 }),
      ),
    );
    meter.reset();
    const due = await listDueFaxes(table, noon + 7_000, 25);
    expect([...due].sort()).toEqual(ids.slice(0, 8).sort());
    expect(meter.requests).toHaveLength(8);
    expect(
      new Set((await listDueFaxes(table, noon + 60_000, 25)).map((id) => parseInt(id.slice(-1), 16) % 8))
        .size,
    ).toBeGreaterThan(3);
    for (const id of ids) {
      const fax = await readFaxById(table, id);
      if (fax?.direction === "outbound") await markCanceled(table, fax, noon);
    }
    expect(await listDueFaxes(table, noon + 60_000, 25)).toEqual([]);
  });

  it("loses a fax that is on its way or ended, and keeps one that waits", async () => {
    const id = await newFax("waiting", { status: "queued" });
    await makeWait(table, id, { reason: "carrier_capacity", until: noon }, noon);
    expect(await listDueFaxes(table, noon, 25)).toEqual([id]);
    const waiting = await readFaxById(table, id);
    if (waiting) await wakeFax(table, waiting, noon + 300_000, noon);
    expect(await listDueFaxes(table, noon, 25)).toEqual([]);
    expect(await readFaxById(table, id)).toMatchObject({ wakes: 1, status: "queued" });
    expect((await forgetDue(table, id, noon)).changed).toBe(false);
    await claimCall(table, { id, attempt: 1 }, "c", noon);
    expect(await listDueFaxes(table, noon + 600_000, 25)).toEqual([]);
  });
});

describe("deleting", () => {
  it("of an outbound fax leaves a tombstone without numbers or content, and no request", async () => {
    const id = await newFax("deleted", {
      status: "queued",
      reference: "secret",
      tags: ["t"],
      settings: { quality: "high" },
    });
    await claimCall(table, { id, attempt: 1 }, "c", noon);
    await applyOutboundEvent(table, outboundEvent("fax.delivered", { faxId: id }), noon);
    const fax = await readFaxById(table, id);
    if (!fax) throw new Error("no fax");
    expect((await deleteFax(table, fax, noon + 1)).changed).toBe(true);
    const item = await stored(`fax#${id}`, "fax");
    for (const name of ["to", "from", "listed", "settings", "reference", "tags"])
      expect(item).not.toHaveProperty(name);
    expect(JSON.stringify(item)).not.toContain("+1");
    expect(await stored(`fax#${id}`, "request")).toBeUndefined();
    expect(await readFaxWithRequest(table, id)).toBeUndefined();
    expect(await readFaxById(table, id)).toMatchObject({ deletedAt: noon + 1, createdAt: noon });
  });

  it("is final: late events, contradicting ones too, and the same order again do not revive it", async () => {
    const id = uuid("deleted");
    const before = await stored(`fax#${id}`, "fax");
    for (const type of ["fax.queued", "fax.sending.started", "fax.failed", "fax.delivered"] as const) {
      const event = outboundEvent(type, { faxId: id, copy: 2 });
      expect((await applyOutboundEvent(table, event, noon)).kind).toBe("repeat");
    }
    expect(await createFax(table, outboundFax({ id }), requestOf(id), 1_000)).toBe("exists");
    expect(await stored(`fax#${id}`, "fax")).toEqual(before);
  });

  it("of an open fax changes nothing, even if it was closed when it was read", async () => {
    const id = await newFax("open", { status: "queued" });
    const fax = await readFaxById(table, id);
    if (fax?.direction !== "outbound") throw new Error("no fax");
    expect((await deleteFax(table, fax, noon)).changed).toBe(false);
    expect(await readFaxById(table, id)).toMatchObject({ status: "queued" });
  });

  it("of an inbound fax forgets who called; its late events do not revive it", async () => {
    const faxId = uuid("deleted reception");
    await applyInboundEvent(table, inboundEvent("fax.received", { faxId }), noon);
    await markReceived(table, faxId, document, noon);
    const fax = await readFaxById(table, faxId);
    if (!fax) throw new Error("no fax");
    await deleteFax(table, fax, noon);
    const item = await stored(`fax#${faxId}`, "fax");
    expect(JSON.stringify(item)).not.toContain("+1");
    for (const type of ["fax.receiving.started", "fax.received", "fax.failed"] as const) {
      expect((await applyInboundEvent(table, inboundEvent(type, { faxId, copy: 2 }), noon)).kind).toBe(
        "repeat",
      );
    }
    expect(await stored(`fax#${faxId}`, "fax")).toEqual(item);
  });
});

describe("API keys", () => {
  const key: ApiKey = {
    id: "key_ab12",
    name: "office",
    scopes: ["send", "read"],
    secretHash: "ef".repeat(32),
    createdAt: noon,
  };

  it("are stored, read, listed newest first, and never twice under one id", async () => {
    const newer = { ...key, id: "key_cd34", createdAt: noon + 1, expiresAt: noon + 9 };
    await createApiKey(table, key);
    await createApiKey(table, newer);
    expect(await readApiKey(table, key.id)).toEqual(key);
    expect(await readApiKey(table, "key_none")).toBeUndefined();
    expect(await listApiKeys(table)).toEqual([newer, key]);
    await expect(createApiKey(table, key)).rejects.toThrow();
  });

  it("change in what is given, and in nothing else; null takes away", async () => {
    const [retry, mailboxId] = [{ max_attempts: 2 }, "mbx_0123456789abcdef"];
    expect(await changeApiKey(table, key.id, { mailboxId })).toEqual({ ...key, mailboxId });
    expect(await changeApiKey(table, key.id, { retry })).toEqual({ ...key, mailboxId, retry });
    expect(await changeApiKey(table, key.id, {})).toEqual({ ...key, mailboxId, retry });
    expect(await changeApiKey(table, key.id, { retry: null, mailboxId })).toEqual({ ...key, mailboxId });
    expect(await readApiKey(table, key.id)).toEqual({ ...key, mailboxId });
    expect(await changeApiKey(table, key.id, { retry: null, mailboxId: null })).toEqual(key);
    expect(await changeApiKey(table, "key_none", { mailboxId })).toBeUndefined();
    expect(await readApiKey(table, "key_none")).toBeUndefined();
  });

  it("are revoked once, and cannot be changed then", async () => {
    expect(await revokeApiKey(table, key.id, noon + 5)).toBe(true);
    expect(await revokeApiKey(table, key.id, noon + 6)).toBe(false);
    expect(await revokeApiKey(table, "key_none", noon)).toBe(false);
    expect(await changeApiKey(table, key.id, { retry: { max_attempts: 2 } })).toBeUndefined();
    expect(await readApiKey(table, key.id)).toEqual({ ...key, revokedAt: noon + 5 });
  });
});

describe("refusals", () => {
  const refusal = (name: string, at: number): Refusal => ({
    id: uuid(name),
    door: "mail",
    at,
    from: "eve@elsewhere.example",
    to: ["13125550148@fax.example.com"],
    reason: "sender_not_allowed",
    detail: "The sender is not allowed.",
  });
  const day = 86_400_000;

  it("are recorded once and listed newest first, over the turn of the month", async () => {
    const [old, recent] = [refusal("old", noon - 5 * day), refusal("recent", noon)];
    for (const each of [old, recent, recent]) await recordRefusal(table, each);
    expect(await listRefusals(table, 10, noon)).toEqual([recent, old]);
    expect(await listRefusals(table, 1, noon)).toEqual([recent]);
  });

  it("are not shown once expired, whether or not they have been removed", async () => {
    expect(await listRefusals(table, 10, noon + 91 * day)).toEqual([]);
    const item = await stored(
      "refusals#2026-10",
      `refusal#${new Date(noon).toISOString()}#${uuid("recent")}`,
    );
    expect(Number(item?.["expires"]?.N)).toBe(Math.floor(noon / 1000) + 90 * 86_400);
  });
});

describe("health", () => {
  it("tells whether the table answers", async () => {
    expect(await isTableReachable(table)).toBe(true);
    const { AWS_ENDPOINT_URL_DYNAMODB } = process.env;
    process.env["AWS_ENDPOINT_URL_DYNAMODB"] = "http://127.0.0.1:1";
    const nowhere = openTable("nowhere");
    expect(await isTableReachable(nowhere)).toBe(false);
    process.env["AWS_ENDPOINT_URL_DYNAMODB"] = AWS_ENDPOINT_URL_DYNAMODB;
  });
});
