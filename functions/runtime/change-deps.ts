import { copyObject, type Bucket } from "../../adapters/aws/bucket.ts";
import { readFaxById } from "../../adapters/aws/change-fax.ts";
import { createResentFax } from "../../adapters/aws/create-resent-fax.ts";
import { markCanceled, requestCancel } from "../../adapters/aws/outbound-changes.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { CancelDeps } from "../../core/operations/cancel-fax.ts";
import type { ResendDeps } from "../../core/operations/resend-fax.ts";
import { pagesKey } from "./fax-links.ts";

/** What stopping a fax needs, the same for the API and mail. */
export const cancelDeps = (table: Table): CancelDeps => ({
  now: Date.now,
  readFax: (id) => readFaxById(table, id),
  markCanceled: (fax, at) => markCanceled(table, fax, at),
  requestCancel: (id, at) => requestCancel(table, id, at),
});

/** And what sending it again does. */
export const resendDeps = (
  table: Table,
  bucket: Bucket,
  maxFaxesPerDay: number,
): Omit<ResendDeps, "send"> => ({
  pagesKey,
  copyPages: (from, to) => copyObject(bucket, from, to, { contentType: "application/pdf" }),
  createResent: (fax, request, earlier) => createResentFax(table, fax, request, earlier, maxFaxesPerDay),
});
