import { Hono } from "hono/tiny";
import { createFaxBody } from "../../core/api/create-fax.ts";
import { documentView } from "../../core/api/document-view.ts";
import { faxView } from "../../core/api/fax-view.ts";
import { resendFaxBody } from "../../core/api/resend-fax.ts";
import { readListQuery, writeCursor, type ListQuery } from "../../core/api/list-query.ts";
import { validate } from "../../core/api/validation.ts";
import { allows, type ApiKey } from "../../core/api-key.ts";
import { invalid, notFound } from "../../core/errors.ts";
import type { Fax, FaxRequest, OutboundFax } from "../../core/fax.ts";
import { derivedUuid, isUuid } from "../../core/ids.ts";
import { isInReach, type Reach } from "../../core/mailbox/reach.ts";
import { cancelFax, type CancelDeps } from "../../core/operations/cancel-fax.ts";
import { deleteFax, type DeleteDeps } from "../../core/operations/delete-fax.ts";
import { resendFax, type ResendDeps } from "../../core/operations/resend-fax.ts";
import { sendFax, type SendDeps } from "../../core/operations/send-fax.ts";
import { refusalView, type Refusal } from "../../core/refusal.ts";
import type { FaxLinks } from "../../core/api/fax-view.ts";
import { ofInstallation, type Authenticate } from "./authenticate.ts";
import { empty, json, toErrorResponse } from "./http.ts";
import { idempotencyKeyOf } from "./idempotency-key.ts";
import { readBody, readOptionalFields } from "./read-body.ts";

export type FaxRoutesDeps = {
  authenticate: Authenticate;
  reach: (key: ApiKey) => Promise<Reach>;
  newFaxId: () => string;
  send: SendDeps;
  resend: Omit<ResendDeps, "send">;
  cancel: CancelDeps;
  remove: DeleteDeps;
  read: (id: string) => Promise<{ fax: Fax; request: FaxRequest | undefined } | undefined>;
  list: (query: ListQuery) => Promise<{
    faxes: { fax: Fax; request: FaxRequest | undefined }[];
    hasMore: boolean;
    next?: string;
  }>;
  links: (fax: Fax, request: FaxRequest | undefined, maySend: boolean) => Promise<FaxLinks>;
  /** A waiting fax's place in its line, from 1. */
  position: (fax: OutboundFax) => Promise<number>;
  isBreakerOpen: () => Promise<boolean>;
  documentLink: (fax: Fax) => Promise<{ url: string; expiresAt: number } | undefined>;
  listRefusals: (limit: number) => Promise<Refusal[]>;
};

/** The routes of faxes: `Request` in, `Response` out. */
export function faxRoutes(deps: FaxRoutesDeps): Hono {
  const app = new Hono();
  const found = async (key: ApiKey, id: string) => {
    const stored = isUuid(id) ? await deps.read(id) : undefined;
    // What is another mailbox's is as if it were not there.
    if (!stored || !isInReach(stored.fax, await deps.reach(key))) throw notFound("The fax");
    return stored;
  };
  const show = async (key: ApiKey, fax: Fax, request: FaxRequest | undefined, full: boolean) =>
    faxView(
      fax,
      request,
      { ...(await deps.links(fax, request, allows(key, "send"))), ...(full ? await placeOf(deps, fax) : {}) },
      full,
    );

  app.post("/v2/faxes", async (c) => {
    const key = await deps.authenticate(c.req.raw, "send");
    const { fields, contents } = await readBody(c.req.raw);
    const { fax, request } = await sendFax(deps.send, {
      faxId: faxIdFor(c.req.raw, key, deps.newFaxId),
      body: validate(createFaxBody, fields),
      contents,
      mayRepeat: c.req.header("idempotency-key") !== undefined,
      origin: { door: "api", by: key.id },
      keyRetry: key.retry,
      duplicates: key.duplicates,
      ...(key.mailboxId === undefined ? {} : { mailboxId: key.mailboxId }),
    });
    return json(202, { data: await show(key, fax, request, false) });
  });

  app.post("/v2/faxes/:id/actions/resend", async (c) => {
    const key = await deps.authenticate(c.req.raw, "send");
    const earlier = await found(key, c.req.param("id"));
    const { fax, request } = await resendFax(
      { ...deps.resend, send: deps.send },
      {
        faxId: faxIdFor(c.req.raw, key, deps.newFaxId),
        earlier,
        body: validate(resendFaxBody, await readOptionalFields(c.req.raw)),
        mayRepeat: c.req.header("idempotency-key") !== undefined,
        origin: { door: "api", by: key.id },
        duplicates: key.duplicates,
        ...(key.mailboxId === undefined ? {} : { mailboxId: key.mailboxId }),
      },
    );
    return json(202, { data: await show(key, fax, request, false) });
  });

  app.get("/v2/faxes", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const query = readListQuery(new URL(c.req.url).search.slice(1));
    const reach = await deps.reach(key);
    const page = await deps.list({ ...query, ...(reach ? { reach } : {}) });
    const data = await Promise.all(page.faxes.map(({ fax, request }) => show(key, fax, request, false)));
    return json(200, { data, meta: listMeta(query, page) });
  });

  app.get("/v2/faxes/:id", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const { fax, request } = await found(key, c.req.param("id"));
    return json(200, { data: await show(key, fax, request, true) });
  });

  app.get("/v2/faxes/:id/document", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const { fax } = await found(key, c.req.param("id"));
    const link = await deps.documentLink(fax);
    if (!link) throw notFound("The fax has no stored pages (yet); its document");
    const data = {
      record_type: "fax_document",
      url: link.url,
      expires_at: new Date(link.expiresAt).toISOString(),
      ...(fax.document ? documentView(fax.document) : {}),
    };
    return json(200, { data });
  });

  app.post("/v2/faxes/:id/actions/cancel", async (c) => {
    const key = await deps.authenticate(c.req.raw, "send");
    const { fax } = await found(key, c.req.param("id"));
    await cancelFax(deps.cancel, fax.id);
    return json(202, { data: { result: "ok" } });
  });

  app.post("/v2/faxes/:id/actions/refresh", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const { fax } = await found(key, c.req.param("id"));
    if (fax.direction === "outbound") {
      throw invalid("fax_outbound", "Fax is outbound", "Only the media_url of inbound faxes is refreshed.");
    }
    // Our links are made anew at each GET; the received pages are ours already.
    return json(200, { data: { result: "ok" } });
  });

  app.delete("/v2/faxes/:id", async (c) => {
    const key = await deps.authenticate(c.req.raw, "send");
    const { fax } = await found(key, c.req.param("id"));
    await deleteFax(deps.remove, fax.id);
    return empty(204);
  });

  app.get("/v2/refusals", async (c) => {
    await ofInstallation(deps.authenticate)(c.req.raw, "read");
    const refusals = await deps.listRefusals(200);
    return json(200, { data: refusals.map(refusalView) });
  });

  app.notFound((c) => toErrorResponse(notFound(`${c.req.method} ${c.req.path.slice(0, 100)}`)));
  app.onError((error) => toErrorResponse(error));
  return app;
}

/** Derived from key and `Idempotency-Key`, so that creating and recognising is one write; random without one. */
function faxIdFor(request: Request, key: ApiKey, newFaxId: () => string): string {
  const idempotencyKey = idempotencyKeyOf(request);
  if (idempotencyKey === undefined) return newFaxId();
  return derivedUuid("idempotency", key.id, idempotencyKey);
}

/** Telnyx's paging words. No totals are counted; `total_pages` is only ever one ahead while there is more. */
function listMeta(query: ListQuery, page: { hasMore: boolean; next?: string }): Record<string, unknown> {
  return {
    page_number: query.pageNumber,
    page_size: query.pageSize,
    total_pages: page.hasMore ? query.pageNumber + 1 : query.pageNumber,
    ...(page.next ? { next: writeCursor(page.next) } : {}),
  };
}

/** Only where one fax is asked for: it costs a request. */
async function placeOf(
  deps: FaxRoutesDeps,
  fax: Fax,
): Promise<{ position?: number; isBreakerOpen?: boolean }> {
  if (fax.direction !== "outbound" || fax.status !== "queued" || fax.line === undefined) return {};
  if (fax.line === "lane") return { position: await deps.position(fax) };
  const [position, isBreakerOpen] = await Promise.all([deps.position(fax), deps.isBreakerOpen()]);
  return { position, isBreakerOpen };
}
