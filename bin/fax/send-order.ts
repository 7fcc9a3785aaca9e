import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { qualities } from "../../core/fax.ts";
import type { GivenWords } from "./command.ts";
import type { DocumentFile } from "./documents-given.ts";
import { UsageError } from "./failures.ts";
import { faxNumberGiven } from "./fax-number-given.ts";
import type { Call } from "./http-client.ts";

/** What `fax send` was told, besides the files. */
export type SendOrder = {
  to: string;
  /** Fields of the API's body, in the API's names; those not given are left out. */
  fields: Record<string, string>;
  tags: string[];
  idempotencyKey: string;
};

/** Without a zone a time would mean another moment here than there. */
const momentWithZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads the options of `fax send`; `to` is what they say of it. Throws `UsageError`. */
export function readOrder(given: GivenWords, to: string | undefined): SendOrder {
  if (!to) throw new UsageError("Say where to: fax send FILE --to NUMBER.");
  return {
    to,
    fields: { to, ...changesGiven(given), ...timeGiven(given) },
    tags: given.texts("tag"),
    idempotencyKey: idempotencyKeyGiven(given),
  };
}

/** When the first call may begin. */
function timeGiven(given: GivenWords): Record<string, string> {
  const at = given.text("at");
  if (at !== undefined && !momentWithZone.test(at)) {
    throw new UsageError("--at takes a time with its zone, such as 2026-10-02T08:30:00-05:00.");
  }
  return at === undefined ? {} : { scheduled_at: at };
}

/** Fields of the body, besides the number, of those options that were given. Throws `UsageError`. */
export function changesGiven(given: GivenWords): Record<string, string> {
  const quality = given.text("quality");
  if (quality !== undefined && !qualities.some((known) => known === quality)) {
    throw new UsageError(`--quality takes one of ${qualities.join(", ")}.`);
  }
  const from = faxNumberGiven(given, "from");
  const reference = given.text("reference");
  return {
    ...(from ? { from } : {}),
    ...(quality ? { quality } : {}),
    ...(reference === undefined ? {} : { reference }),
  };
}

/** Made here, so that repeating after a lost answer finds the same fax and never sends a second one. */
export const idempotencyKeyGiven = (given: GivenWords): string =>
  given.text("idempotency-key") ?? randomUUID();

/** Creates the fax without its pages; the answer says where to put them. */
export const createForUpload = (order: SendOrder): Call => ({
  ...creation(order),
  body: () => ({
    contentType: "application/json",
    content: JSON.stringify({ ...order.fields, ...(order.tags.length > 0 ? { tags: order.tags } : {}) }),
  }),
});

/** Creates the fax with its pages: several small files, in order. */
export function createWithContents(order: SendOrder, files: DocumentFile[]): Call {
  const pages = files.map(({ path }) => ({ name: basename(path), bytes: readFileSync(path) }));
  return {
    ...creation(order),
    body: () => {
      const form = new FormData();
      for (const [name, value] of Object.entries(order.fields)) form.append(name, value);
      for (const tag of order.tags) form.append("tags", tag);
      for (const { name, bytes } of pages) {
        form.append("contents", new Blob([bytes], { type: "application/pdf" }), name);
      }
      return { content: form };
    },
  };
}

const creation = ({ idempotencyKey }: SendOrder) =>
  ({
    method: "POST",
    path: "/v2/faxes",
    headers: { "idempotency-key": idempotencyKey },
    isRepeatable: true,
  }) as const;
