import { coverPartition } from "../core/covers.ts";
import { mailboxPartition } from "../core/mailbox/mailbox.ts";
import type { FaxFunction } from "./fax-function.ts";
import type { RoomKit } from "./room-kit.ts";
import type { WorkQueue } from "./work-queue.ts";

export type FrontRooms = {
  api: FaxFunction<"api">;
  pages: FaxFunction<"pages">;
  preview: FaxFunction<"preview">;
  keys: FaxFunction<"keys">;
  health: FaxFunction<"health">;
  docs: FaxFunction<"docs">;
  webhook: FaxFunction<"webhook">;
};

/** The functions behind the HTTP API, each granted just what it does. */
export function buildFrontRooms(
  kit: RoomKit,
  queues: { events: WorkQueue },
  firstApiKeySha256: string,
): FrontRooms {
  const { table, documents, settings, carrierKeyParameter } = kit;
  const names = { TABLE: table.table.tableName, FIRST_API_KEY_SHA256: firstApiKeySha256 };

  const api = kit.fn("Api", "api", 29, 512, { ...kit.sendingEnvironment, ...names });
  kit.grantSending(api);
  table.grant(api, "GetItem", "DeleteItem", "BatchGetItem");
  table.grantQueryIndex(api, "by_direction", "by_to", "by_from");
  // Links act as the function that signed them: to write an upload, to read pages.
  documents.grant(api, "PutObject", "uploads/", "lists/");
  documents.grant(api, "GetObject", "documents/", "inbound/", "broadcasts/");
  // Pages that are to be sent again may be gone; without it a missing object reads as forbidden.
  documents.grant(api, "ListBucket");

  // A whole processor, as where pages are made: they are drawn while somebody waits.
  const pages = kit.fn("Pages", "pages", 29, 1769, {
    ...names,
    BUCKET: kit.names.BUCKET,
    DEFAULT_COUNTRY: settings.defaultCountry,
    HEADER: kit.header,
  });
  table.grant(pages, "GetItem");
  // It reads what strangers made: whatever that might do to it, faxes are out of its reach.
  table.grantPartitions(pages, [coverPartition], "PutItem", "DeleteItem", "Query");
  table.grantPartitions(pages, [mailboxPartition], "Query");
  documents.grant(pages, "GetObject", "documents/", "inbound/");
  documents.grant(pages, "PutObject", "covers/");
  documents.grant(pages, "DeleteObject", "covers/");
  // Without it S3 tells a missing object from a forbidden one to nobody.
  documents.grant(pages, "ListBucket");

  const preview = buildPreviewRoom(kit, names);

  const keys = kit.fn("Keys", "keys", 10, 256, names);
  table.grant(keys, "GetItem", "PutItem", "UpdateItem", "Query");

  const health = kit.fn("Health", "health", 10, 256, {
    TABLE: names.TABLE,
    CARRIER_KEY_PARAMETER: carrierKeyParameter,
    CONNECTION_ID: kit.connectionId,
    CARRIER_PUBLIC_KEYS: settings.carrier.publicKeys.join(","),
    MAIL_DOMAIN: settings.mail?.domain ?? "",
  });
  table.grant(health, "GetItem");
  kit.grantCarrierKey(health, "GetParameter");

  const docs = kit.fn("Docs", "docs", 5, 256, {});
  const webhook = kit.fn("Webhook", "webhook", 10, 512, {
    EVENTS_QUEUE: queues.events.queue.queueUrl,
    CARRIER_PUBLIC_KEYS: settings.carrier.publicKeys.join(","),
  });
  queues.events.grantSend(webhook);
  kit.monitoring.webhookErrorAlarm(webhook, webhook.fn);
  return { api, pages, preview, keys, health, docs, webhook };
}

/** Draws documents that nobody has sent yet; where the settings ask for it, in an image with LibreOffice beside it. */
function buildPreviewRoom(
  kit: RoomKit,
  names: { TABLE: string; FIRST_API_KEY_SHA256: string },
): FaxFunction<"preview"> {
  const { table, documents, settings } = kit;
  const environment = {
    ...names,
    BUCKET: kit.names.BUCKET,
    DEFAULT_COUNTRY: settings.defaultCountry,
    DEFAULT_FROM: settings.connection?.from ?? "",
    HEADER: kit.header,
    RATES: kit.rates,
    OFFICE: settings.office,
  };
  const packaging = settings.office === "libreoffice" ? "image" : "zip";
  const preview = kit.fn("Preview", "preview", 29, 1769, environment, packaging);
  table.grant(preview, "GetItem");
  table.grantPartitions(preview, [mailboxPartition], "Query");
  documents.grant(preview, "GetObject", "covers/");
  // Without it S3 tells a missing object from a forbidden one to nobody.
  documents.grant(preview, "ListBucket");
  return preview;
}
