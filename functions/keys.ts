import { randomBytes } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import {
  changeApiKey,
  createApiKey,
  listApiKeys,
  readApiKey,
  revokeApiKey,
  storeRevokedFirstKey,
} from "../adapters/aws/api-keys.ts";
import { readMailbox } from "../adapters/aws/mailboxes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { readEnvironment } from "./runtime/env.ts";
import { serve } from "./runtime/http.ts";
import { keyRoutes } from "./runtime/key-routes.ts";

const settings = readEnvironment("keys");
const table = openTable(settings.TABLE);
const firstKeyHash = settings.FIRST_API_KEY_SHA256;

const app = keyRoutes({
  authenticate: createAuthenticator({ firstKeyHash, readKey: (id) => readApiKey(table, id), now: Date.now }),
  now: Date.now,
  newKeyId: () => `key_${randomBytes(8).toString("hex")}`,
  newSecret: () => randomBytes(32).toString("base64url"),
  firstKeyHash,
  create: (key) => createApiKey(table, key),
  storeRevokedFirst: (key) => storeRevokedFirstKey(table, key),
  read: (id) => readApiKey(table, id),
  change: (id, change) => changeApiKey(table, id, change),
  isMailbox: async (id) => (await readMailbox(table, id)) !== undefined,
  list: () => listApiKeys(table),
  revoke: (id, at) => revokeApiKey(table, id, at),
});

/** The HTTP API of keys: the only function that may write them. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
