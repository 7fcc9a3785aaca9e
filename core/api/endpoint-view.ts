import * as v from "valibot";
import { deliveryIdOf, deliveryStatuses, type Delivery } from "../events/delivery.ts";
import { webhookFormats, type Endpoint } from "../events/endpoint.ts";
import { eventTypes } from "../events/fax-events.ts";
import { count, countOrNull, flag, said, text, textOrNull, time, timeOrNull } from "./described.ts";

/** Where somebody hears of events, as the API shows it; never its secrets. */
export const webhookEndpoint = v.object({
  record_type: said(v.literal("webhook_endpoint"), "Always `webhook_endpoint`."),
  id: text("Its id."),
  url: text("Where events are sent."),
  description: text("Your words for it."),
  events: said(v.nullable(v.array(v.picklist(eventTypes))), "What it hears of; null: everything."),
  format: said(
    v.picklist(webhookFormats),
    "`standard`: bodies and signatures of Standard Webhooks; `telnyx`: those of the carrier's own webhooks.",
  ),
  public_key: textOrNull(
    "Format `telnyx`: what its signatures are verified with; give it to the carrier's SDK.",
  ),
  enabled: flag("Whether it is told anything."),
  disabled_because: textOrNull("`person`: turned off by hand; `gone`: it answered 410."),
  failures: count("Tries that failed since one succeeded."),
  failing_since: timeOrNull("Since when none has succeeded."),
  created_at: time("When it was made."),
});

export const newWebhookEndpoint = v.object({
  ...webhookEndpoint.entries,
  secret: textOrNull(
    "What signatures are verified with (`whsec_...`), shown this once; null for format `telnyx`.",
  ),
});

export const rotatedSecret = v.object({
  secret: textOrNull("The new secret, shown this once; null for format `telnyx`."),
  public_key: textOrNull("Format `telnyx`: the new public key, in force at once."),
  previous_valid_until: timeOrNull(
    "Until then the secret before signs beside the new one; null where it ended at once.",
  ),
});

export const webhookDelivery = v.object({
  record_type: said(v.literal("webhook_delivery"), "Always `webhook_delivery`."),
  id: text("Its id."),
  event_id: text("The event's id, the same in every try: `webhook-id` of the request."),
  event: said(v.picklist(eventTypes), "What happened."),
  fax_id: textOrNull("To which fax; null for a test."),
  sequence: count("Rises with every event of one fax."),
  status: said(
    v.picklist(deliveryStatuses),
    "`pending`: it is tried again at `next_try_at`; `failed`: seven tries within about 28 hours failed; `dropped`: its endpoint was removed or turned off.",
  ),
  next_try_at: timeOrNull("When it is tried next, to about five minutes."),
  tries: said(
    v.array(
      v.object({
        at: time("When it was sent."),
        duration_ms: count("How long the answer took."),
        status: countOrNull("The HTTP status; null where no answer came."),
        answer: text("The first 4 KB of the answer, or why there was none."),
      }),
    ),
    "The latest tries, oldest first.",
  ),
  occurred_at: time("When it happened."),
});

export const deliveryListMeta = v.object({
  page_size: count("The page size you asked for; a filtered page may hold fewer."),
  next: v.optional(text("Give this as `page[after]` to go on.")),
});

export const replayedDeliveries = v.object({
  replayed: count("How many events are told once more, at most 500 at a time."),
  next: textOrNull("Where more are left: give this as `after` of the next request."),
});

export const webhookSigningKey = v.object({
  record_type: said(v.literal("webhook_signing_key"), "Always `webhook_signing_key`."),
  public_key: text("What the signatures are verified with; give it to the carrier's SDK."),
});

export const signingKeyView = (publicKey: string): v.InferOutput<typeof webhookSigningKey> => ({
  record_type: "webhook_signing_key",
  public_key: publicKey,
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : iso(ms));

export const endpointView = (
  endpoint: Endpoint,
  publicKeyOf: (signingKey: string) => string,
): v.InferOutput<typeof webhookEndpoint> => ({
  record_type: "webhook_endpoint",
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  events: endpoint.events ?? null,
  format: endpoint.format,
  public_key: endpoint.signingKey === undefined ? null : publicKeyOf(endpoint.signingKey),
  enabled: endpoint.disabledAt === undefined,
  disabled_because: endpoint.disabledBy ?? null,
  failures: endpoint.failures,
  failing_since: isoOrNull(endpoint.failingSince),
  created_at: iso(endpoint.createdAt),
});

export const deliveryView = (delivery: Delivery): v.InferOutput<typeof webhookDelivery> => ({
  record_type: "webhook_delivery",
  id: deliveryIdOf(delivery.event),
  event_id: delivery.event.id,
  event: delivery.event.type,
  fax_id: delivery.event.faxId === "" ? null : delivery.event.faxId,
  sequence: delivery.event.sequence,
  status: delivery.status,
  next_try_at: delivery.status === "pending" ? isoOrNull(delivery.nextAt) : null,
  tries: delivery.tries.map((one) => ({
    at: iso(one.at),
    duration_ms: one.durationMs,
    status: one.status ?? null,
    answer: one.answer,
  })),
  occurred_at: iso(delivery.event.at),
});
