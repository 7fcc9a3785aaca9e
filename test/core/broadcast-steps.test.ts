import type { Mailbox } from "../../core/mailbox/mailbox.ts";
import { mailboxOf } from "../support/mailboxes.ts";
import { describe, expect, it } from "vitest";
import { readRows } from "../../adapters/csv/read-rows.ts";
import { maxListBytes, readNumbers, readRejections } from "../../core/broadcast-list.ts";
import type { Broadcast, NumberList } from "../../core/broadcast.ts";
import { createBroadcast, type CreateBroadcastDeps } from "../../core/operations/create-broadcast.ts";
import { prepareBroadcast, type PrepareBroadcastDeps } from "../../core/operations/prepare-broadcast.ts";
import { readBroadcastList } from "../../core/operations/read-broadcast-list.ts";
import { wakeLine } from "../../core/operations/wake-line.ts";
import { placeOf } from "../../core/lanes.ts";
import { broadcastOf } from "../support/broadcasts.ts";
import { dispatchDesk, queuedFax } from "../support/dispatch-desk.ts";
import { document, noon, uuid } from "../support/faxes.ts";

const id = "brd_0123456789abcdef";

describe("accepting a broadcast", () => {
  function office(mailboxes: Mailbox[] = []) {
    const broadcasts = new Map<string, Broadcast>();
    const objects = new Map<string, string>();
    const deps: CreateBroadcastDeps = {
      rules: {
        connectionId: "234423",
        defaultFrom: "+13125550100",
        allowedCountries: ["US"],
        giveUpAfterSeconds: 3 * 86_400,
        maxFaxesPerDay: 10,
        fetchRule: { allowOrigins: [] },
      },
      now: () => noon,
      listMailboxes: async () => mailboxes,
      storePart: async (key) => void objects.set(key, "part"),
      storeGivenList: async (key, bytes) => void objects.set(key, Buffer.from(bytes).toString()),
      create: async (broadcast) => {
        if (broadcasts.has(broadcast.id)) return "exists";
        broadcasts.set(broadcast.id, broadcast);
        return "created";
      },
      read: async (wanted) => broadcasts.get(wanted),
    };
    const order = (body: object, contents: Uint8Array[] = []) =>
      createBroadcast(deps, { id, body, contents, by: "key_a" });
    return { order, broadcasts, objects };
  }

  it("from a number of a mailbox, its faxes are as the mailbox would send them", async () => {
    const clinic = mailboxOf({
      fromName: "Clinic",
      headerText: "Downtown Clinic",
      timeZone: "America/Chicago",
    });
    const { order } = office([clinic]);
    const body = { to: ["+13125550148"], media_url: "https://docs.example.com/a.pdf" };
    expect(await order(body)).toMatchObject({
      order: { from: "+13125550100", from_display_name: "Clinic" },
      sender: { name: "Downtown Clinic", timeZone: "America/Chicago" },
    });
  });

  it("numbers and document in the request: both are kept before it is accepted, and nothing is awaited", async () => {
    const { order, objects } = office();
    const broadcast = await order({ to: ["+13125550148", "x"] }, [Buffer.from("%PDF-")]);
    expect([...objects.values()].sort()).toEqual(['["+13125550148","x"]', "part"]);
    expect(broadcast).toMatchObject({ media: { kind: "parts" }, source: { kind: "given" }, cursor: 0 });
    expect(broadcast.uploadExpiresAt).toBeUndefined();
    expect(broadcast.order).toEqual({ from: "+13125550100", priority: "bulk" });
  });

  it("without them, both are awaited for a day", async () => {
    const broadcast = await office().order({ priority: "high" });
    expect(broadcast).toMatchObject({ media: { kind: "upload" }, source: { kind: "upload" } });
    expect(broadcast.uploadExpiresAt).toBe(noon + 86_400_000);
    expect(broadcast.order.priority).toBe("high");
  });

  it("the same order again is the same broadcast; another one, or a deleted one, under its key is refused", async () => {
    const { order, broadcasts } = office();
    const first = await order({ to: ["+13125550148"] });
    expect(await order({ to: ["+13125550148"] })).toEqual(first);
    await expect(order({ to: ["+13125550149"] })).rejects.toMatchObject({ status: 422 });
    broadcasts.set(id, { ...first, deletedAt: noon });
    await expect(order({ to: ["+13125550148"] })).rejects.toMatchObject({ status: 422 });
    expect(broadcasts.size).toBe(1);
  });

  it.each<[object, Uint8Array[]]>([
    [{ connection_id: "1" }, []],
    [{ media_url: "http://10.0.0.1/a.pdf" }, []],
    [{ media_url: "https://files.example.com/a.pdf" }, [Buffer.from("x")]],
  ])("what is wrong in the order itself stores nothing: %o", async (body, contents) => {
    const { order, broadcasts, objects } = office();
    await expect(order(body, contents)).rejects.toMatchObject({ status: 422 });
    expect([broadcasts.size, objects.size]).toEqual([0, 0]);
  });
});

describe("reading the list", () => {
  function room(broadcast: Broadcast, stored: string) {
    const objects = new Map<string, Uint8Array>();
    const told: { list?: NumberList; failed?: string } = {};
    const kinds = ["missing", "changed", "too_large"];
    const read = (eTag?: string) =>
      readBroadcastList(
        {
          rules: { country: "US", allowedCountries: ["US"] },
          now: () => noon,
          read: async () => broadcast,
          readObject: async (_key, maxBytes) => {
            expect(maxBytes).toBe(maxListBytes);
            return kinds.includes(stored) ? (stored as "missing") : { bytes: Buffer.from(stored) };
          },
          readRows,
          storeObject: async (key, bytes) => void objects.set(key, bytes),
          markListed: async (_id, list) => (told.list = list),
          fail: async (_id, { reason }) => (told.failed = reason),
        },
        broadcast.id,
        eTag,
      );
    return { read, objects, told };
  }
  const upload = { source: { kind: "upload" as const } };

  it("writes numbers and rejections beside each other, then notes what it found", async () => {
    const { read, objects, told } = room(broadcastOf(upload), "to\n+13125550148\nx\n3125550148\n");
    await read("e-tag-1");
    expect(told).toEqual({ list: { id: "etag1", rows: 3, duplicates: 1, rejected: 1, numbers: 1 } });
    const of = (name: string) => objects.get(`broadcasts/${id}/etag1/${name}`) ?? new Uint8Array();
    expect(readNumbers(of("numbers"))).toEqual(["+13125550148"]);
    expect(readRejections(of("rejections.jsonl"), 1, 9)).toEqual([
      { row: 3, value: "x", why: "number_not_understood" },
    ]);
  });

  it("numbers given in the request are read as a list is", async () => {
    const { read, told } = room(broadcastOf(), '["+13125550148","nobody","(312) 555-0149"]');
    await read();
    expect(told.list).toMatchObject({ rows: 3, rejected: 1, numbers: 2 });
  });

  it.each<[string, Partial<Broadcast>, string, string | undefined]>([
    ["too large", upload, "too_large", "list_too_large"],
    ["no number in it", upload, "a\nb\n1\n", "list_empty"],
    ["more rows than allowed", upload, "3125550148\n".repeat(100_001), "list_too_long"],
    ["given, and gone", {}, "missing", "list_missing"],
    ["overwritten since: its own event brings the newer one", upload, "changed", undefined],
    [
      "a second upload",
      { ...upload, list: { id: "a", rows: 1, duplicates: 0, rejected: 0, numbers: 1 } },
      "1",
      undefined,
    ],
    ["of a canceled broadcast", { ...upload, status: "canceled" }, "+13125550148", undefined],
  ])("%s", async (_name, facts, stored, failed) => {
    const { read, told } = room(broadcastOf(facts), stored);
    await read("e");
    expect(told).toEqual(failed === undefined ? {} : { failed });
  });
});

describe("the document of a broadcast", () => {
  const room = (broadcast: Broadcast, pages: number) => {
    const objects = new Set<string>();
    const told: Record<string, unknown> = {};
    const deps: PrepareBroadcastDeps = {
      now: () => noon,
      fetchDocument: async () => ({ kind: "fetched", bytes: Buffer.from("%PDF-") }),
      readObject: async () => ({ bytes: Buffer.from("%PDF-") }),
      countryOf: async () => "US",
      header: undefined,
      make: async () =>
        pages > 0 ? { pieces: [Buffer.from("%PDF-")], pages } : { fault: "document_corrupt" },
      storeDocument: async (key, _bytes, facts) => (objects.add(key), facts),
      storedDocument: async () => undefined,
      deleteObject: async (key) => void objects.delete(key),
      readBroadcast: async () => broadcast,
      markDocument: async (_id, facts) => ((told["pages"] = facts.pages), broadcast),
      failBroadcast: async (_id, failure) => (told["failed"] = failure.reason),
    };
    const prepare = (media = broadcast.media) => prepareBroadcast(deps, { broadcastId: id, media }, false);
    return { prepare, objects, told };
  };

  it("is prepared once, as a fax's is, and kept although it was noted before", async () => {
    const { prepare, objects, told } = room(broadcastOf({ document }), 2);
    await prepare();
    expect([told["pages"], [...objects]]).toEqual([2, [`documents/${id}.pdf`]]);
  });

  it("of a deleted broadcast is removed again; a faulty one ends the broadcast; a second upload counts nothing", async () => {
    const deleted = room(broadcastOf({ deletedAt: noon }), 2);
    await deleted.prepare();
    expect([...deleted.objects]).toEqual([]);
    const faulty = room(broadcastOf(), 0);
    await faulty.prepare();
    expect(faulty.told).toEqual({ failed: "document_corrupt" });
    const again = room(broadcastOf({ media: { kind: "upload" }, document }), 2);
    await again.prepare();
    expect(again.told).toEqual({});
  });
});

describe("dispatching a fax of a broadcast", () => {
  const fax = queuedFax({ broadcastId: id, document: { ...document, sharedBy: id } });

  it("each call gets its own copy of the shared pages, which stay", async () => {
    const desk = dispatchDesk(fax);
    desk.objects.clear();
    desk.objects.add(`documents/${id}.pdf`);
    expect(await desk.dispatch()).toBe(true);
    expect([...desk.objects].sort()).toEqual([`call/${fax.id}/1.pdf`, `documents/${id}.pdf`]);
  });

  it("one that is held back is not claimed, and what stands behind it in line goes", async () => {
    const desk = dispatchDesk(fax);
    expect(await desk.dispatch({ ...desk.deps, holdBack: async () => true })).toBe(false);
    expect(desk.fax()).toMatchObject({ status: "queued", attempts: [] });
    const other = queuedFax({ id: uuid("behind"), to: "+13125550149", line: "channel" });
    const held = Array.from({ length: 40 }, (_, index) =>
      queuedFax({ id: uuid(`held ${index}`), broadcastId: id, line: "channel" }),
    );
    for (const one of [...held, other]) desk.table.faxes.set(one.id, one);
    desk.objects.add(`documents/${other.id}.pdf`);
    const line = [...held, other].map((one) => ({
      line: "channel" as const,
      to: "",
      place: placeOf(one),
      faxId: one.id,
    }));
    const strike = (faxId: string) =>
      line.splice(
        line.findIndex((entry) => entry.faxId === faxId),
        1,
      );
    await wakeLine(
      {
        ...desk.deps,
        holdBack: async (one) => (one.broadcastId === id ? strike(one.id).length > 0 : false),
        isEmpty: async () => line.length === 0,
        forgetWaiting: async () => true,
        strike: async ({ faxId }) => strike(faxId),
        lookAtLine: async () => ({ free: 1 - desk.calls.length, heads: [...line], note: "somebody" }),
      },
      { channel: true },
    );
    expect(desk.calls).toHaveLength(1);
    expect(desk.table.outbound(other.id).status).toBe("sending");
  });
});
