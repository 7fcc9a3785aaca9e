import { createFax } from "../../adapters/aws/create-fax.ts";
import { putObject, type Bucket } from "../../adapters/aws/bucket.ts";
import { readFaxWithRequest } from "../../adapters/aws/change-fax.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { SendDeps } from "../../core/operations/send-fax.ts";
import type { Settings } from "./env.ts";
import { keptMailboxes } from "./kept-mailboxes.ts";

/** What accepting a fax needs, the same for the API, mail and the hot folder. */
export function sendDeps(
  settings: Omit<Settings<"drop">, "DEFAULT_COUNTRY" | "MAIL_TEXT">,
  table: Table,
  bucket: Bucket,
): SendDeps {
  return {
    rules: {
      connectionId: settings.CONNECTION_ID,
      defaultFrom: settings.DEFAULT_FROM,
      allowedCountries: settings.ALLOWED_COUNTRIES,
      maxFaxesPerDay: settings.MAX_FAXES_PER_DAY,
      fetchRule: { allowOrigins: settings.FETCH_ALLOW_ORIGINS },
      giveUpAfterSeconds: settings.GIVE_UP_AFTER_SECONDS,
    },
    now: Date.now,
    createFax: (fax, request) => createFax(table, fax, request, settings.MAX_FAXES_PER_DAY),
    listMailboxes: keptMailboxes(table),
    storePart: (key, bytes) => putObject(bucket, key, bytes, "application/pdf"),
    readFax: async (id) => {
      const stored = await readFaxWithRequest(table, id);
      return stored?.fax.direction === "outbound" && stored.request
        ? { fax: stored.fax, request: stored.request }
        : undefined;
    },
  };
}
