import type { Attempt, FaxRequest, InboundFax, OutboundFax } from "../../core/fax.ts";
import { derivedUuid, inboundFaxId } from "../../core/ids.ts";

/** The hour at which the stories of the tests begin, epoch ms. */
export const noon = Date.parse("2026-10-02T12:00:00.000Z");

/** A UUID that is the same for the same name. */
export const uuid = (name: string): string => derivedUuid("test", name);

export const document = {
  sha256: "ab".repeat(32),
  sizeBytes: 48_213,
  pages: 3,
  contentType: "application/pdf" as const,
};

/** An outbound fax just accepted. */
export function outboundFax(overrides: Partial<OutboundFax> = {}): OutboundFax {
  return {
    direction: "outbound",
    id: uuid("fax"),
    status: "preparing",
    to: "+13125550148",
    from: "+12065550117",
    connectionId: "234423",
    createdAt: noon,
    updatedAt: noon,
    revision: 1,
    wakes: 0,
    timeline: [{ key: "accepted", at: noon, word: "accepted" }],
    attempts: [],
    settings: {},
    unsentTries: 0,
    ...overrides,
  };
}

export const firstAttempt = (overrides: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  state: "submitting",
  rank: 0,
  startedAt: noon + 1_000,
  ...overrides,
});

/** A fax whose first call is under way. */
export const sendingFax = (attempt: Partial<Attempt> = {}, fax: Partial<OutboundFax> = {}): OutboundFax =>
  outboundFax({ status: "sending", attempts: [firstAttempt(attempt)], ...fax });

export function inboundFax(overrides: Partial<InboundFax> = {}): InboundFax {
  const carrierFaxId = uuid("carrier inbound");
  return {
    direction: "inbound",
    id: inboundFaxId(carrierFaxId),
    status: "receiving",
    carrierFaxId,
    rank: 20,
    to: "+12065550117",
    from: "+14155550166",
    connectionId: "234423",
    createdAt: noon,
    updatedAt: noon,
    revision: 1,
    wakes: 0,
    timeline: [],
    ...overrides,
  };
}

export function requestOf(faxId: string, overrides: Partial<FaxRequest> = {}): FaxRequest {
  return {
    faxId,
    media: { kind: "url", url: "https://docs.example.com/letter.pdf" },
    bodyHash: "cd".repeat(32),
    origin: { door: "api", by: "key_first" },
    ...overrides,
  };
}
