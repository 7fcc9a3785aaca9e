import * as v from "valibot";
import type { Listing } from "../../core/absence.ts";
import type { Direction } from "../../core/fax.ts";
import type { CarrierFax } from "../../core/carrier-status.ts";
import { carrierRequest } from "./carrier-request.ts";
import type { CarrierDoor } from "./carrier.ts";

const timeoutMs = 10_000;
const pageSize = 100;
/** 5,000 faxes: more than an account makes in the window that is asked for. */
const maxPages = 50;

const text = v.optional(v.nullable(v.string()));
const wireFax = v.object({
  id: v.string(),
  status: v.optional(v.string(), ""),
  client_state: text,
  media_url: text,
  failure_reason: text,
  internal_failure_reason: text,
  updated_at: text,
  created_at: text,
  connection_id: text,
  from: text,
  to: text,
});
const one = v.object({ data: wireFax });
const page = v.object({
  data: v.array(wireFax),
  meta: v.object({
    page_number: v.number(),
    total_pages: v.number(),
    total_results: v.optional(v.nullable(v.number())),
  }),
});

function readFax(wire: v.InferOutput<typeof wireFax>): CarrierFax {
  const updatedAt = Date.parse(wire.updated_at ?? "");
  const createdAt = Date.parse(wire.created_at ?? "");
  return {
    id: wire.id,
    status: wire.status,
    ...(wire.client_state ? { clientState: wire.client_state } : {}),
    ...(wire.media_url ? { mediaUrl: wire.media_url } : {}),
    ...(wire.failure_reason ? { failureReason: wire.failure_reason } : {}),
    ...(wire.internal_failure_reason ? { internalFailureReason: wire.internal_failure_reason } : {}),
    ...(Number.isNaN(updatedAt) ? {} : { updatedAt }),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    ...(wire.connection_id ? { connectionId: wire.connection_id } : {}),
    ...(wire.from ? { from: wire.from } : {}),
    ...(wire.to ? { to: wire.to } : {}),
  };
}

const get = (door: CarrierDoor, path: string) =>
  carrierRequest({ method: "GET", url: `${door.baseUrl}${path}`, key: door.key, timeoutMs });

/** `GET /faxes/{id}`; undefined where the carrier knows of none. Throws where it does not answer. */
export async function faxAtCarrier(door: CarrierDoor, carrierFaxId: string): Promise<CarrierFax | undefined> {
  const answer = await get(door, `/faxes/${encodeURIComponent(carrierFaxId)}`);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(`the carrier answered ${answer.status} to a look-up`);
  return readFax(v.parse(one, JSON.parse(answer.body)).data);
}

/**
 * `GET /faxes`: every fax of a direction created in that window (epoch ms), in whatever order the carrier lists them.
 * Throws where a page is missing or unreadable: a part of a list proves nothing.
 */
export async function listAtCarrier(
  door: CarrierDoor,
  direction: Direction,
  since: number,
  until: number,
): Promise<Listing> {
  const found = new Map<string, CarrierFax>();
  const totals: number[] = [];
  for (let number = 1; number <= maxPages; number++) {
    const query = new URLSearchParams({
      "filter[direction][eq]": direction,
      "filter[created_at][gte]": new Date(since).toISOString(),
      "filter[created_at][lte]": new Date(until).toISOString(),
      "page[number]": String(number),
      "page[size]": String(pageSize),
    });
    const answer = await get(door, `/faxes?${query.toString()}`);
    if (answer.status !== 200) throw new Error(`the carrier answered ${answer.status} to a list`);
    const { data, meta } = v.parse(page, JSON.parse(answer.body));
    for (const fax of data) found.set(fax.id, readFax(fax));
    totals.push(meta.total_results ?? NaN);
    if (meta.page_number >= meta.total_pages) {
      return {
        faxes: [...found.values()],
        isComplete: totals.every((total) => total === found.size),
        isShort: Math.min(...totals) > found.size,
      };
    }
  }
  throw new Error("the carrier's list does not end");
}
