import { delivery, endpoint, secret, signingKey } from "./openapi-endpoint-examples.ts";
import { curl } from "./openapi-fax-routes.ts";
import { pageParameters } from "./openapi-parameters.ts";
import { refusals } from "./openapi-problems.ts";
import {
  dataAnswer,
  listAnswer,
  listOf,
  schemaRef,
  jsonBody,
  type Parameter,
  type Paths,
} from "./openapi-shapes.ts";

const endpointIdParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The endpoint's id; or `fax_` and a fax's id: the `webhook_url` that the fax brought along.",
  schema: { type: "string", pattern: "^(whe_[0-9a-f]{16}|fax_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$" },
  example: "whe_1f2e3d4c5b6a7988",
};

const deliveryIdParameter: Parameter = {
  name: "delivery",
  in: "path",
  required: true,
  description: "The delivery's id.",
  schema: { type: "string", pattern: "^dlv_[0-9]{13}[0-9a-f]{32}$" },
  example: "dlv_17906977720001f2e3d4c5b6a79881f2e3d4c5b6a7988",
};

const listParameters: Parameter[] = [
  ...pageParameters,
  {
    name: "filter[status]",
    in: "query",
    description: "Only those whose delivery has come to this. Such a page may hold fewer.",
    schema: { type: "string", enum: ["pending", "delivered", "failed", "dropped"] },
  },
];

const tags = ["Webhooks"];
const base = '"$FAX_URL/v2/webhook_endpoints';

/** Who hears of events, and what became of the telling. All of it is ours. */
export const endpointPaths: Paths = {
  "/v2/webhook_endpoints": {
    post: {
      operationId: "createWebhookEndpoint",
      tags,
      summary: "Hear of events",
      description:
        "Has every event from then on (within a minute) sent to a URL, and shows the secret that its signatures are verified with, this once. An event is sent at once, and after any answer but 2xx, or none within 10 seconds, again after 5 minutes, 30 minutes, 2, 5, 10 and 10 hours. 410 turns the endpoint off. " +
        "Each event is told at least once, in no promised order: `webhook-id` is the same in every try, and `sequence` rises with each event of a fax. At most 50 endpoints. Scope `admin`. Ours.",
      requestBody: jsonBody("CreateWebhookEndpoint", { url: endpoint.url, events: endpoint.events }),
      responses: {
        "201": dataAnswer("It is told from now on.", schemaRef("NewWebhookEndpoint"), {
          ...endpoint,
          secret,
        }),
        ...refusals(400, 401, 403, 413, 415, 422),
      },
      "x-codeSamples": curl(
        `-H "Content-Type: application/json"`,
        `-d '{"url":"https://clinic.example.com/fax-events"}' ${base}"`,
      ),
    },
    get: {
      operationId: "listWebhookEndpoints",
      tags,
      summary: "List who hears of events",
      description: "All endpoints, the oldest first, never their secrets. Scope `admin`. Ours.",
      responses: {
        "200": dataAnswer("The endpoints.", listOf("WebhookEndpoint"), [endpoint]),
        ...refusals(401, 403),
      },
      "x-codeSamples": curl(`${base}"`),
    },
  },
  "/v2/webhook_endpoints/signing_key": {
    get: {
      operationId: "getWebhookSigningKey",
      tags,
      summary: "The key behind every fax's own `webhook_url`",
      description:
        "What a fax's own `webhook_url` is told is in the carrier's format, signed with the installation's one key. Scope `admin`. Ours.",
      responses: {
        "200": dataAnswer("The public key.", schemaRef("WebhookSigningKey"), signingKey),
        ...refusals(401, 403),
      },
      "x-codeSamples": curl(`${base}/signing_key"`),
    },
  },
  "/v2/webhook_endpoints/{id}": {
    get: {
      operationId: "getWebhookEndpoint",
      tags,
      summary: "Look at an endpoint",
      description: "Whether it is on, and since when its tries fail. Scope `admin`. Ours.",
      parameters: [endpointIdParameter],
      responses: {
        "200": dataAnswer("The endpoint.", schemaRef("WebhookEndpoint"), endpoint),
        ...refusals(401, 403, 404),
      },
      "x-codeSamples": curl(`${base}/$ID"`),
    },
    patch: {
      operationId: "changeWebhookEndpoint",
      tags,
      summary: "Change an endpoint",
      description: "Changes what is given. Scope `admin`. Ours.",
      parameters: [endpointIdParameter],
      requestBody: jsonBody("ChangeWebhookEndpoint", { enabled: false }),
      responses: {
        "200": dataAnswer("The endpoint.", schemaRef("WebhookEndpoint"), {
          ...endpoint,
          enabled: false,
          disabled_because: "person",
        }),
        ...refusals(400, 401, 403, 404, 413, 415, 422),
      },
      "x-codeSamples": curl(
        `-X PATCH -H "Content-Type: application/json"`,
        `-d '{"enabled":false}' ${base}/$ID"`,
      ),
    },
    delete: {
      operationId: "deleteWebhookEndpoint",
      tags,
      summary: "Delete an endpoint",
      description: "It is told nothing any more, also not what waits to be told again. Scope `admin`. Ours.",
      parameters: [endpointIdParameter],
      responses: { "204": { description: "It is deleted." }, ...refusals(401, 403, 404) },
      "x-codeSamples": curl(`-X DELETE ${base}/$ID"`),
    },
  },
  "/v2/webhook_endpoints/{id}/actions/rotate_secret": {
    post: {
      operationId: "rotateWebhookSecret",
      tags,
      summary: "Change an endpoint's secret",
      description:
        "Makes a new secret and shows it, this once. For 24 hours the one before signs beside it, so that the receiver can change over; format `telnyx` has one key, which changes at once. Scope `admin`. Ours.",
      parameters: [endpointIdParameter],
      responses: {
        "200": dataAnswer("The new secret.", schemaRef("RotatedWebhookSecret"), {
          secret,
          public_key: null,
          previous_valid_until: "2026-10-03T14:00:00.000Z",
        }),
        ...refusals(401, 403, 404),
      },
      "x-codeSamples": curl(`-X POST ${base}/$ID/actions/rotate_secret"`),
    },
  },
  "/v2/webhook_endpoints/{id}/actions/test": {
    post: {
      operationId: "testWebhookEndpoint",
      tags,
      summary: "Send a test event",
      description: "Sends `webhook.test`; what came of it stands in the delivery. Scope `admin`. Ours.",
      parameters: [endpointIdParameter],
      responses: {
        "202": dataAnswer("It is on its way.", schemaRef("WebhookDelivery"), {
          ...delivery,
          event: "webhook.test",
          fax_id: null,
          sequence: 0,
          tries: [],
        }),
        ...refusals(401, 403, 404),
      },
      "x-codeSamples": curl(`-X POST ${base}/$ID/actions/test"`),
    },
  },
  "/v2/webhook_endpoints/{id}/actions/replay": {
    post: {
      operationId: "replayWebhookDeliveries",
      tags,
      summary: "Tell all since a time once more",
      description:
        "Tells the endpoint's events of a time once more, the oldest first, at most 500 at a time, with all their tries and under the ids they had. Events are kept for 30 days. Scope `admin`. Ours.",
      parameters: [endpointIdParameter],
      requestBody: jsonBody("ReplayWebhookDeliveries", { since: "2026-10-02T00:00:00Z", status: "failed" }),
      responses: {
        "202": dataAnswer("They are on their way.", schemaRef("ReplayedWebhookDeliveries"), {
          replayed: 12,
          next: null,
        }),
        ...refusals(400, 401, 403, 404, 413, 415, 422),
      },
      "x-codeSamples": curl(
        `-H "Content-Type: application/json"`,
        `-d '{"since":"2026-10-02T00:00:00Z"}' ${base}/$ID/actions/replay"`,
      ),
    },
  },
  "/v2/webhook_endpoints/{id}/deliveries": {
    get: {
      operationId: "listWebhookDeliveries",
      tags,
      summary: "List an endpoint's deliveries",
      description:
        "What it was told in 30 days, or is yet to be told, the newest event first. Scope `admin`. Ours.",
      parameters: [endpointIdParameter, ...listParameters],
      responses: {
        "200": listAnswer("A page of them.", "WebhookDelivery", "WebhookDeliveryListMeta", delivery, {
          page_size: 20,
        }),
        ...refusals(401, 403, 404, 422),
      },
      "x-codeSamples": curl(`${base}/$ID/deliveries?filter[status]=failed"`),
    },
  },
  "/v2/webhook_endpoints/{id}/deliveries/{delivery}": {
    get: {
      operationId: "getWebhookDelivery",
      tags,
      summary: "Look at a delivery",
      description: "Each try with the answer's status and its first 4 KB. Scope `admin`. Ours.",
      parameters: [endpointIdParameter, deliveryIdParameter],
      responses: {
        "200": dataAnswer("The delivery.", schemaRef("WebhookDelivery"), delivery),
        ...refusals(401, 403, 404),
      },
      "x-codeSamples": curl(`${base}/$ID/deliveries/$DELIVERY"`),
    },
  },
  "/v2/webhook_endpoints/{id}/deliveries/{delivery}/actions/replay": {
    post: {
      operationId: "replayWebhookDelivery",
      tags,
      summary: "Tell one event once more",
      description: "Whatever became of it, with all its tries and under the id it had. Scope `admin`. Ours.",
      parameters: [endpointIdParameter, deliveryIdParameter],
      responses: {
        "202": dataAnswer("It is on its way.", schemaRef("WebhookDelivery"), delivery),
        ...refusals(401, 403, 404),
      },
      "x-codeSamples": curl(`-X POST ${base}/$ID/deliveries/$DELIVERY/actions/replay"`),
    },
  },
};
