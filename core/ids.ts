import { createHash } from "node:crypto";

/** SHA-256 of a text or of a file, in hex; several parts are hashed as the one that they make together. */
export function sha256Hex(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** A UUID (version 8, RFC 9562) that is always the same for the same parts. */
export function derivedUuid(...parts: string[]): string {
  const hex = sha256Hex(parts.map((part) => `${part.length}:${part}`).join(""));
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Our id of an inbound fax, derived from the carrier's. */
export const inboundFaxId = (carrierFaxId: string): string => derivedUuid("inbound", carrierFaxId);

export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

/** A carrier event's id as a timeline key: a UUID without dashes in 22 characters, anything else hashed to as many. */
export function timelineKey(eventId: string): string {
  const bytes = isUuid(eventId)
    ? Buffer.from(eventId.replaceAll("-", ""), "hex")
    : createHash("sha256").update(eventId).digest().subarray(0, 16);
  return bytes.toString("base64url");
}

/** What we send as the carrier's `client_state`: fax id and attempt. */
export const toClientState = (faxId: string, attempt: number): string =>
  Buffer.from(`${faxId}.${attempt}`).toString("base64");

export function fromClientState(state: string): { faxId: string; attempt: number } | undefined {
  const match = /^([0-9a-f-]{36})\.(\d{1,4})$/.exec(Buffer.from(state, "base64").toString("latin1"));
  return match?.[1] && match[2] && isUuid(match[1])
    ? { faxId: match[1], attempt: Number(match[2]) }
    : undefined;
}
