import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Hono } from "hono/tiny";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { openBucket, probeBucket } from "../adapters/aws/bucket.ts";
import { carrierKeyReader } from "../adapters/aws/carrier-key.ts";
import { countMessages, openQueues } from "../adapters/aws/queues.ts";
import { openTable, readTable } from "../adapters/aws/table.ts";
import { probeKey } from "../core/keys-in-bucket.ts";
import { diagnose } from "../core/operations/diagnose.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { readEnvironment } from "./runtime/env.ts";
import { json, serve, toErrorResponse } from "./runtime/http.ts";

const settings = readEnvironment("diagnosis");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const queues = openQueues();
const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER, 0);
const authenticate = createAuthenticator({
  firstKeyHash: settings.FIRST_API_KEY_SHA256,
  readKey: (id) => readApiKey(table, id),
  now: Date.now,
});

const app = new Hono();
app.get("/v2/diagnosis", async (c) => {
  await authenticate(c.req.raw, "admin");
  const checks = await diagnose({
    readTable: () => readTable(table),
    probeBucket: () => probeBucket(bucket, probeKey(randomUUID())),
    readCarrierKey: () => carrierKey.read(Date.now()),
    queues: settings.QUEUES.map(({ name, url, deadLetterUrl }) => ({
      name,
      depth: async () => ({
        waiting: await countMessages(queues, url),
        dead: await countMessages(queues, deadLetterUrl),
      }),
    })),
  });
  return json(200, { data: { record_type: "diagnosis", at: new Date().toISOString(), checks } });
});
app.onError((error) => toErrorResponse(error));

/** What a person would look at first: stores, queues, the carrier's key; scope `admin`. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
