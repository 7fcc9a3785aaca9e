import { randomBytes } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { listDeliveries, putDelivery, readDelivery, saveDelivery } from "../adapters/aws/deliveries.ts";
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  listEndpoints,
  readEndpoint,
} from "../adapters/aws/endpoints.ts";
import { readOwnEndpoint, readSigningKey } from "../adapters/aws/own-endpoint.ts";
import { openTable } from "../adapters/aws/table.ts";
import { newSigningKey, newWebhookSecret, publicKeyOf } from "../adapters/webhooks/sign-webhook.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { endpointRoutes } from "./runtime/endpoint-routes.ts";
import { readEnvironment } from "./runtime/env.ts";
import { serve } from "./runtime/http.ts";

const settings = readEnvironment("endpoints");
const table = openTable(settings.TABLE);

const app = endpointRoutes({
  authenticate: createAuthenticator({
    firstKeyHash: settings.FIRST_API_KEY_SHA256,
    readKey: (id) => readApiKey(table, id),
    now: Date.now,
  }),
  now: Date.now,
  randomHex: (bytes) => randomBytes(bytes).toString("hex"),
  newSecret: newWebhookSecret,
  newSigningKey,
  publicKeyOf,
  urlRule: { allowOrigins: settings.FETCH_ALLOW_ORIGINS },
  list: () => listEndpoints(table),
  read: (id) => readEndpoint(table, id),
  readOwn: (faxId) => readOwnEndpoint(table, faxId, newSigningKey),
  ownSigningKey: async () => (await readSigningKey(table, newSigningKey)).key,
  create: (endpoint) => createEndpoint(table, endpoint),
  change: (endpoint) => changeEndpoint(table, endpoint),
  remove: (id) => deleteEndpoint(table, id),
  putDelivery: (delivery) => putDelivery(table, delivery),
  readDelivery: (endpointId, id) => readDelivery(table, endpointId, id),
  saveDelivery: (before, after) => saveDelivery(table, before, after),
  listDeliveries: (endpointId, query) => listDeliveries(table, endpointId, query),
});

/** The HTTP API of those who hear of events: the only function that makes endpoints and shows their secrets. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
