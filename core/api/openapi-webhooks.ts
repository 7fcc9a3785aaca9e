import { eventTypes, type EventType } from "../events/fax-events.ts";
import { deliveredFaxInFull } from "./openapi-examples.ts";
import { schemaRef, type Parameter, type Schema, type Webhooks } from "./openapi-shapes.ts";

const meanings: Record<EventType, string> = {
  "fax.scheduled": "An outbound fax is ready and rests until its sender's own time.",
  "fax.preparing": "An outbound fax was accepted; its pages are yet to be made.",
  "fax.queued": "An outbound fax waits for its number's lane, a channel or its next call.",
  "fax.sending": "A call is made for an outbound fax.",
  "fax.delivered": "All pages of an outbound fax were delivered.",
  "fax.failed": "A fax has ended without success; `failure_reason` and `failure_detail` say why.",
  "fax.canceled": "An outbound fax was canceled before it was delivered.",
  "fax.receiving": "An inbound fax is being received.",
  "fax.fetching": "An inbound fax has arrived; its pages are being copied from the carrier.",
  "fax.received": "An inbound fax and its pages are here.",
  "fax.attempt_failed": "A call for an outbound fax failed; the fax itself may be tried again.",
  "webhook.test": "Somebody asked for a test of this endpoint; `data` is empty.",
};

const header = (name: string, description: string, example: string): Parameter => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
  example,
});

const headers: Parameter[] = [
  header("webhook-id", "The event's id, the same in every try.", "evt_1f2e3d4c5b6a79881f2e3d4c5b6a7988"),
  header("webhook-timestamp", "When this try was signed, Unix seconds.", "1790949672"),
  header(
    "webhook-signature",
    "`v1,` and Base64 of HMAC-SHA256 over id, `.`, timestamp, `.` and the raw body; one for each living secret, parted by spaces.",
    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  ),
];

/** The body of an event in the format `standard`. */
export const webhookEvent = (type?: EventType): Schema => ({
  type: "object",
  properties: {
    type: type
      ? { const: type, description: "What happened." }
      : { type: "string", enum: [...eventTypes], description: "What happened." },
    timestamp: { type: "string", format: "date-time", description: "When it happened." },
    id: { type: "string", description: "The event's id, the same in every try." },
    sequence: {
      type: "integer",
      description:
        "Rises with every event of one fax, by steps of any size: puts in order what came out of order.",
    },
    data:
      type === "webhook.test"
        ? { type: "object", description: "Empty." }
        : {
            ...schemaRef("Fax"),
            description:
              "The fax as it was then, as `GET /v2/faxes/{id}` shows it in full but for links and where its pages came from.",
          },
  },
  required: ["type", "timestamp", "id", "sequence", "data"],
});

/** What is sent to the endpoints of others, event by event. */
export const webhooks: Webhooks = Object.fromEntries(
  eventTypes.map((type) => [
    type,
    {
      post: {
        operationId: `on_${type.replace(".", "_")}`,
        tags: ["Webhooks"],
        summary: type,
        description: meanings[type],
        parameters: headers,
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: webhookEvent(type),
              ...(type === "fax.delivered" ? { example: deliveredEvent() } : {}),
            },
          },
        },
        responses: {
          "2XX": { description: "It is taken." },
          "410": { description: "The endpoint is turned off and told nothing any more." },
          default: { description: "It is sent again, seven times in all within about 28 hours." },
        },
      },
    },
  ]),
);

function deliveredEvent() {
  return {
    type: "fax.delivered",
    timestamp: "2026-10-02T14:01:12.000Z",
    id: "evt_1f2e3d4c5b6a79881f2e3d4c5b6a7988",
    sequence: 56,
    data: deliveredFaxInFull,
  };
}
