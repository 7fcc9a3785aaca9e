import { isUuid } from "../ids.ts";
import type { Endpoint } from "./endpoint.ts";

const prefix = "fax_";

/** Names the endpoint that a fax brings along: its own `webhook_url`. */
export const ownEndpointId = (faxId: string): string => `${prefix}${faxId}`;

/** The fax whose own endpoint an id names; undefined for every other id. */
export function faxOfEndpoint(id: string): string | undefined {
  const faxId = id.startsWith(prefix) ? id.slice(prefix.length) : "";
  return isUuid(faxId) ? faxId : undefined;
}

/** It hears what the carrier would tell it, as the carrier writes it, signed with the installation's own key. */
export const ownEndpoint = (faxId: string, url: string, signingKey: string, createdAt: number): Endpoint => ({
  id: ownEndpointId(faxId),
  url,
  description: "The fax's own webhook_url",
  format: "telnyx",
  secrets: [],
  signingKey,
  createdAt,
  failures: 0,
});
