import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  derivedUuid,
  fromClientState,
  inboundFaxId,
  isUuid,
  timelineKey,
  toClientState,
} from "../../core/ids.ts";
import { attemptOfCallLink, callKey, faxOfUpload, uploadKey } from "../../core/keys-in-bucket.ts";
import { uuid } from "../support/faxes.ts";

describe("derived ids", () => {
  it("are the same for the same parts, today and tomorrow", () => {
    // Written down: a changed derivation would send faxes again that were recognised before.
    expect(derivedUuid("idempotency", "key_first", "order-1")).toBe("6532153c-8960-8863-b29c-90811a495800");
    expect(inboundFaxId("3af1d3ac-c433-45ed-9cb6-f4db2999c23d")).toBe("5a2b6cff-1a4d-85fc-a642-9f2324480a09");
  });

  it("are UUIDs of version 8, whatever the parts", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        const id = derivedUuid(...parts);
        expect(isUuid(id)).toBe(true);
        expect(id[14]).toBe("8");
        expect("89ab").toContain(id[19]);
      }),
    );
  });

  it("tell apart parts that read the same when joined", () => {
    expect(derivedUuid("ab", "c")).not.toBe(derivedUuid("a", "bc"));
    expect(derivedUuid("a", "")).not.toBe(derivedUuid("a"));
  });
});

describe("client_state", () => {
  it("brings fax id and attempt back", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 9999 }), (faxId, attempt) => {
        expect(fromClientState(toClientState(faxId, attempt))).toEqual({ faxId, attempt });
      }),
    );
  });

  it("that is somebody else's is not ours, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(fromClientState(text)).toBeUndefined();
      }),
    );
    const other = Buffer.from(`${uuid("x")}.1 and more`).toString("base64");
    expect(fromClientState(other)).toBeUndefined();
    expect(fromClientState(Buffer.from("a".repeat(36) + ".1").toString("base64"))).toBeUndefined();
  });
});

describe("timeline keys", () => {
  it("are 22 characters, the same for the same event, and differ between events", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uuid(), fc.string({ minLength: 1 })), (eventId) => {
        expect(timelineKey(eventId)).toMatch(/^[\w-]{22}$/);
        expect(timelineKey(eventId)).toBe(timelineKey(eventId));
      }),
    );
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        expect(timelineKey(a) === timelineKey(b)).toBe(a === b);
      }),
    );
  });
});

describe("keys in the bucket", () => {
  it("an attempt's link names fax and attempt, with or without a signature", () => {
    const link = `https://b.s3.eu-west-1.amazonaws.com/${callKey(uuid("fax"), 2)}`;
    expect(attemptOfCallLink(link)).toEqual({ faxId: uuid("fax"), attempt: 2 });
    expect(attemptOfCallLink(`${link}?X-Amz-Signature=00`)).toEqual({ faxId: uuid("fax"), attempt: 2 });
    expect(attemptOfCallLink("https://docs.example.com/letter.pdf")).toBeUndefined();
  });

  it("an upload's key names its fax; no other key does", () => {
    expect(faxOfUpload(uploadKey(uuid("fax")))).toBe(uuid("fax"));
    for (const key of ["uploads/x", `uploads/${uuid("fax")}/more`, `documents/${uuid("fax")}`, ""]) {
      expect(faxOfUpload(key)).toBeUndefined();
    }
  });
});
