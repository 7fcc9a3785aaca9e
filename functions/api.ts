import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { copyObject, linkToRead, openBucket } from "../adapters/aws/bucket.ts";
import { readFaxById, readFaxWithRequest } from "../adapters/aws/change-fax.ts";
import { createResentFax } from "../adapters/aws/create-resent-fax.ts";
import { deleteFax } from "../adapters/aws/delete-fax.ts";
import { listFaxes } from "../adapters/aws/fax-lists.ts";
import { markCanceled, requestCancel } from "../adapters/aws/outbound-changes.ts";
import { positionInLine, readChannels } from "../adapters/aws/lanes.ts";
import { listRefusals } from "../adapters/aws/refusals.ts";
import { openTable } from "../adapters/aws/table.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { broadcastDeps } from "./runtime/broadcast-deps.ts";
import { addBroadcastRoutes } from "./runtime/broadcast-routes.ts";
import { readEnvironment } from "./runtime/env.ts";
import { documentLinkSeconds, faxLinks, pagesKey } from "./runtime/fax-links.ts";
import { faxRoutes } from "./runtime/fax-routes.ts";
import { serve } from "./runtime/http.ts";
import { sendDeps } from "./runtime/send-deps.ts";

const settings = readEnvironment("api");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const now = Date.now;
const readFax = (id: string) => readFaxById(table, id);

const send = sendDeps(settings, table, bucket);
const authenticate = createAuthenticator({
  firstKeyHash: settings.FIRST_API_KEY_SHA256,
  readKey: (id) => readApiKey(table, id),
  now,
});

const app = addBroadcastRoutes(
  faxRoutes({
    authenticate,
    newFaxId: randomUUID,
    send,
    resend: {
      pagesKey,
      copyPages: (from, to) => copyObject(bucket, from, to, { contentType: "application/pdf" }),
      createResent: (fax, request, earlier) =>
        createResentFax(table, fax, request, earlier, settings.MAX_FAXES_PER_DAY),
    },
    cancel: {
      now,
      readFax,
      markCanceled: (fax, at) => markCanceled(table, fax, at),
      requestCancel: (id, at) => requestCancel(table, id, at),
    },
    remove: { now, readFax, deleteFax: (fax, at) => deleteFax(table, fax, at) },
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
  broadcastDeps({ authenticate, table, bucket, send, now }),
);

/** The HTTP API of faxes. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
