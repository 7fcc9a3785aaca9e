import type { DynamoDBStreamEvent } from "aws-lambda";
import { readTellOrder, readDelivery, saveDelivery } from "../adapters/aws/deliveries.ts";
import {
  noteEndpointFailure,
  noteEndpointSuccess,
  readEndpoint,
  turnOffEndpoint,
} from "../adapters/aws/endpoints.ts";
import { readRequestById } from "../adapters/aws/change-fax.ts";
import { readOwnEndpoint } from "../adapters/aws/own-endpoint.ts";
import { openTable } from "../adapters/aws/table.ts";
import { postWebhook } from "../adapters/web/post-webhook.ts";
import { newSigningKey, signWebhook } from "../adapters/webhooks/sign-webhook.ts";
import { answerBytesKept } from "../core/events/delivery.ts";
import { faxOfEndpoint } from "../core/events/own-endpoint.ts";
import { tellEndpoint, type TellDeps } from "../core/operations/tell-endpoint.ts";
import { readEnvironment } from "./runtime/env.ts";

const settings = readEnvironment("tell");
const table = openTable(settings.TABLE);
const rule = { allowOrigins: settings.FETCH_ALLOW_ORIGINS };
const limits = { timeoutMs: 10_000, maxAnswerBytes: answerBytesKept };

const deps: TellDeps = {
  now: Date.now,
  chance: Math.random,
  readDelivery: (endpointId, id) => readDelivery(table, endpointId, id),
  readEndpoint: (id) => {
    const faxId = faxOfEndpoint(id);
    return faxId === undefined ? readEndpoint(table, id) : readOwnEndpoint(table, faxId, newSigningKey);
  },
  readOwnFacts: async (faxId) => {
    const request = await readRequestById(table, faxId);
    return { clientState: request?.clientState ?? "", webhookUrl: request?.webhookUrl ?? "" };
  },
  sign: signWebhook,
  post: (url, request) => postWebhook(url, request, rule, limits),
  saveDelivery: (before, after) => saveDelivery(table, before, after),
  noteSuccess: ({ id }) => noteEndpointSuccess(table, id),
  noteFailure: ({ id }, at) => noteEndpointFailure(table, id, at),
  turnOff: ({ id }, at) => turnOffEndpoint(table, id, at),
};

/** Tells endpoints what the table's stream says they are to hear, all of a batch at once: none waits for another. */
export const handler = async (event: DynamoDBStreamEvent) => {
  const orders = event.Records.flatMap((record) => readTellOrder(record) ?? []);
  await Promise.all(orders.map((order) => tellEndpoint(deps, order)));
  return { batchItemFailures: [] };
};
