import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFax, schemaVersion, writeFax } from "../../../adapters/aws/stored-fax.ts";
import { readRequest, writeRequest } from "../../../adapters/aws/stored-request.ts";
import { fromAttributes, toAttributes, type Attributes } from "../../../adapters/aws/table.ts";
import { readBroadcastItem, writeBroadcast } from "../../../adapters/aws/stored-broadcast.ts";
import { broadcastFaxId } from "../../../core/broadcast-ids.ts";
import type { Broadcast } from "../../../core/broadcast.ts";
import type { FaxRequest, InboundFax, OutboundFax } from "../../../core/fax.ts";
import {
  document,
  firstAttempt,
  inboundFax,
  noon,
  outboundFax,
  requestOf,
  uuid,
} from "../../support/faxes.ts";
import { broadcastOf } from "../../support/broadcasts.ts";

/** One of each stored thing with every fact that it can have: a new fact does not type-check until it is here. */
const fullOutbound: Required<OutboundFax> = {
  ...outboundFax({ id: broadcastFaxId("brd_0123456789abcdef", 7) }),
  broadcastId: "brd_0123456789abcdef",
  status: "queued",
  attempts: [
    firstAttempt({
      endedAt: noon,
      carrierFaxId: "c",
      failureReason: "user_busy",
      claim: "k",
      missedAt: noon,
      holdsLane: true,
      probe: true,
    }),
  ],
  settings: {
    quality: "high",
    monochrome: true,
    blackThreshold: 95,
    t38Enabled: true,
    fromDisplayName: "Clinic",
    storeMedia: true,
    storePreview: true,
    previewFormat: "pdf",
  } satisfies Required<OutboundFax["settings"]>,
  document: { ...document, timeOffset: 900, sharedBy: "brd_0123456789abcdef" },
  failure: { reason: "r", internalReason: "i", detail: "d" },
  pageCount: 3,
  callSeconds: 9,
  deletedAt: noon,
  reference: "order 7",
  tags: ["a"],
  waitingFor: "carrier_capacity",
  notBefore: noon,
  line: "channel",
  priority: "bulk",
  scheduledAt: noon,
  giveUpAt: noon,
  retry: {
    max_attempts: 3,
    give_up_after_seconds: 3_600,
    busy: { pauses_seconds: [60], redials: 2 },
  },
  lastRefused: { attempt: 7, reason: "account_disabled" },
  unsentTries: 2,
  cancelRequestedAt: noon,
  uploadExpiresAt: noon,
  resendOf: uuid("earlier"),
  resentAs: [uuid("later")],
  warnings: [{ code: "possible_duplicate", faxId: uuid("other") }],
  duplicates: "refuse",
  hearers: ["mail", "url"],
  timeZone: "America/Chicago",
};

const fullInbound: Required<InboundFax> = {
  ...inboundFax(),
  timeline: [{ key: "stored", at: noon, word: "stored" }],
  document,
  failure: { reason: "r", internalReason: "i", detail: "d" },
  pageCount: 2,
  callSeconds: 9,
  deletedAt: noon,
  resentAs: [uuid("later")],
  callerId: "+14155550166",
  partialContent: true,
  carrierLink: "https://carrier.example/x",
};

const fullRequest: Required<FaxRequest> = {
  ...requestOf(uuid("fax")),
  media: { kind: "url", url: "https://docs.example.com/a.pdf" },
  wishes: {
    from: "+13125550100",
    to: "+13125550148",
    name: "Clinic",
    pageSize: "a4",
    cover: { template: "plain", subject: "Results" },
    isMade: true,
  },
  clientState: "aGk=",
  webhookUrl: "https://me.example/hook",
  thread: { subject: "Papers", messageId: "<m@clinic.example>", references: ["<l@clinic.example>"] },
};

const fullBroadcast: Required<Broadcast> = {
  ...broadcastOf(),
  document,
  list: { id: "abc", rows: 9, duplicates: 1, rejected: 2, numbers: 6 },
  sender: { name: "Clinic", timeZone: "America/Chicago" },
  walk: { kind: "wake", next: 3 },
  notBefore: noon,
  waitsFor: "daily_limit",
  failure: { reason: "list_empty", detail: "d" },
  uploadExpiresAt: noon,
  deletedAt: noon,
};

const items = {
  outbound: toAttributes(writeFax(fullOutbound)),
  inbound: toAttributes(writeFax(fullInbound)),
  request: toAttributes(writeRequest(fullRequest)),
  broadcast: toAttributes(writeBroadcast(fullBroadcast)),
};

/** Names and types of attributes, values left out; what lies in a map of many is shown once, as `*`. */
function shapeOf(item: Attributes): Record<string, unknown> {
  const manyKeyed = ["attempts", "timeline"];
  const typed = ([name, value]: [string, Attributes[string]]): [string, unknown] => {
    if (value.M === undefined) return [name, Object.keys(value)[0]];
    const inner = shapeOf(value.M);
    return [name, manyKeyed.includes(name) ? { "*": Object.values(inner)[0] } : inner];
  };
  return Object.fromEntries(
    Object.entries(item)
      .map(typed)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const file = join(import.meta.dirname, "stored-shapes.json");
type Shapes = Record<string, unknown>;
const known = (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}) as Record<string, Shapes>;
const shapes = Object.fromEntries(Object.entries(items).map(([name, item]) => [name, shapeOf(item)]));

describe("stored items carry a schema version", () => {
  it("and their shape does not change without a new one", () => {
    const version = String(schemaVersion);
    if (process.env["RECORD_SHAPES"] === "1") {
      if (known[version])
        throw new Error("a recorded shape is never recorded anew: raise schemaVersion first");
      writeFileSync(file, `${JSON.stringify({ ...known, [version]: shapes }, null, 2)}\n`);
      return;
    }
    expect(known[version], "raise schemaVersion, then run with RECORD_SHAPES=1").toEqual(shapes);
    for (const item of Object.values(items)) expect(item["v"]).toEqual({ N: version });
  });
});

describe("what is written is read back", () => {
  it("an outbound fax with every fact", () => {
    const { deletedAt: _tombstone, ...fax } = fullOutbound;
    expect(readFax(fromAttributes(items.outbound))).toEqual(fax);
  });

  it("an inbound fax with every fact", () => {
    const { deletedAt: _tombstone, ...fax } = fullInbound;
    expect(readFax(fromAttributes(items.inbound))).toEqual(fax);
  });

  it("a broadcast with every fact, and the least", () => {
    const { deletedAt: _tombstone, ...broadcast } = fullBroadcast;
    const item = toAttributes(writeBroadcast(fullBroadcast));
    expect(readBroadcastItem(fromAttributes(item))).toEqual(fullBroadcast);
    expect(readBroadcastItem(fromAttributes(toAttributes(writeBroadcast(broadcast))))).toEqual(broadcast);
    const least = broadcastOf();
    expect(readBroadcastItem(fromAttributes(toAttributes(writeBroadcast(least))))).toEqual(least);
  });

  it("a request, from each kind of media", () => {
    expect(readRequest(fromAttributes(items.request))).toEqual(fullRequest);
    for (const media of [
      { kind: "parts" as const, keys: ["parts/a"] },
      { kind: "several" as const, parts: [{ key: "parts/a" }, { url: "https://docs.example.com/a.pdf" }] },
      { kind: "upload" as const, contentType: "application/pdf" },
      { kind: "upload" as const },
      { kind: "shared" as const, by: "brd_0123456789abcdef" },
    ]) {
      const request = requestOf(uuid("fax"), { media });
      expect(readRequest(fromAttributes(toAttributes(writeRequest(request))))).toEqual(request);
    }
  });

  it("the least of each", () => {
    for (const fax of [outboundFax(), inboundFax()]) {
      expect(readFax(fromAttributes(toAttributes(writeFax(fax))))).toEqual(fax);
    }
  });
});
