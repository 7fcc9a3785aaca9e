import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { linkToRead, openBucket } from "../adapters/aws/bucket.ts";
import { readFaxById, readFaxWithRequest } from "../adapters/aws/change-fax.ts";
import { deleteFax } from "../adapters/aws/delete-fax.ts";
import { listFaxes } from "../adapters/aws/fax-lists.ts";
import { positionInLine, readChannels } from "../adapters/aws/lanes.ts";
import { listRefusals } from "../adapters/aws/refusals.ts";
import { openTable } from "../adapters/aws/table.ts";
import { reachOf } from "../core/mailbox/reach.ts";
import { createAuthenticator, ofInstallation } from "./runtime/authenticate.ts";
import { broadcastDeps } from "./runtime/broadcast-deps.ts";
import { addBroadcastRoutes } from "./runtime/broadcast-routes.ts";
import { cancelDeps, resendDeps } from "./runtime/change-deps.ts";
import { readEnvironment } from "./runtime/env.ts";
import { documentLinkSeconds, faxLinks, pagesKey } from "./runtime/fax-links.ts";
import { faxRoutes } from "./runtime/fax-routes.ts";
import { serve } from "./runtime/http.ts";
import { sendDeps } from "./runtime/send-deps.ts";

const settings = readEnvironment("api");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const now = Date.now;

const send = sendDeps(settings, table, bucket);
const authenticate = createAuthenticator({
  firstKeyHash: settings.FIRST_API_KEY_SHA256,
  readKey: (id) => readApiKey(table, id),
  now,
});

const app = addBroadcastRoutes(
  faxRoutes({
    authenticate,
    reach: (key) => reachOf(key, send.listMailboxes),
    newFaxId: randomUUID,
    send,
    resend: resendDeps(table, bucket, settings.MAX_FAXES_PER_DAY),
    cancel: cancelDeps(table),
    remove: {
      now,
      readFax: (id) => readFaxById(table, id),
      deleteFax: (fax, at) => deleteFax(table, fax, at),
    },
    read: (id) => readFaxWithRequest(table, id),
    list: (query) => listFaxes(table, query),
    links: (fax, request, maySend) => faxLinks(bucket, fax, request, maySend, now()),
    position: (fax) => positionInLine(table, fax),
    isBreakerOpen: async () => (await readChannels(table)).breaker !== undefined,
    documentLink: async (fax) => {
      const key = pagesKey(fax);
      if (!key) return undefined;
      const url = await linkToRead(bucket, key, documentLinkSeconds, `fax-${fax.id}`);
      return { url, expiresAt: now() + documentLinkSeconds * 1000 };
    },
    listRefusals: (limit) => listRefusals(table, limit, now()),
  }),
  broadcastDeps({ authenticate: ofInstallation(authenticate), table, bucket, send, now }),
);

/** The HTTP API of faxes. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
