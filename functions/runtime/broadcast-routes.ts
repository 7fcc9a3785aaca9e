import type { Hono } from "hono/tiny";
import { broadcastView, rejectionView, type BroadcastLinks } from "../../core/api/broadcast-view.ts";
import { broadcastFields, createBroadcastBody } from "../../core/api/create-broadcast.ts";
import { faxView } from "../../core/api/fax-view.ts";
import { writeCursor } from "../../core/api/list-query.ts";
import { readBroadcastPage, readPlainPage } from "../../core/api/page-query.ts";
import { validate } from "../../core/api/validation.ts";
import { allows, type ApiKey, type Scope } from "../../core/api-key.ts";
import { broadcastFaxId, derivedBroadcastId, isBroadcastId } from "../../core/broadcast-ids.ts";
import type { Rejection } from "../../core/broadcast-list.ts";
import type { Broadcast, Counts } from "../../core/broadcast.ts";
import { notFound } from "../../core/errors.ts";
import type { Fax, FaxRequest } from "../../core/fax.ts";
import { actOnBroadcast, broadcastActions, type ActDeps } from "../../core/operations/act-on-broadcast.ts";
import { createBroadcast, type CreateBroadcastDeps } from "../../core/operations/create-broadcast.ts";
import { deleteBroadcast, type DeleteBroadcastDeps } from "../../core/operations/delete-broadcast.ts";
import { empty, json } from "./http.ts";
import { idempotencyKeyOf } from "./idempotency-key.ts";
import { readBody } from "./read-body.ts";

export type BroadcastRoutesDeps = {
  authenticate: (request: Request, scope: Scope) => Promise<ApiKey>;
  newId: () => string;
  create: CreateBroadcastDeps;
  act: ActDeps;
  remove: DeleteBroadcastDeps;
  list: (limit: number, after: string | undefined) => Promise<{ ids: string[]; next?: string }>;
  links: (broadcast: Broadcast, maySend: boolean) => Promise<BroadcastLinks>;
  faxes: (ids: string[]) => Promise<{ fax: Fax; request: FaxRequest | undefined }[]>;
  rejections: (broadcast: Broadcast, pageNumber: number, pageSize: number) => Promise<Rejection[]>;
};

const noCounts: Counts = { delivered: 0, failed: 0, canceled: 0 };

/** The routes of broadcasts, beside those of faxes in the same function. */
export function addBroadcastRoutes(app: Hono, deps: BroadcastRoutesDeps): Hono {
  const found = async (id: string) => {
    const stored = isBroadcastId(id) ? await deps.act.read(id) : undefined;
    if (!stored) throw notFound("The broadcast");
    return stored;
  };
  const show = async (key: ApiKey, broadcast: Broadcast, counts: Counts) =>
    broadcastView(broadcast, counts, await deps.links(broadcast, allows(key, "send")));

  app.post("/v2/broadcasts", async (c) => {
    const key = await deps.authenticate(c.req.raw, "send");
    const { fields, contents } = await readBody(c.req.raw);
    const body = validate(createBroadcastBody, broadcastFields(fields));
    const repeatable = idempotencyKeyOf(c.req.raw);
    const id =
      repeatable === undefined ? deps.newId() : derivedBroadcastId("idempotency", key.id, repeatable);
    const broadcast = await createBroadcast(deps.create, { id, body, contents, by: key.id });
    const counts = repeatable === undefined ? undefined : (await deps.act.read(id))?.counts;
    return json(202, { data: await show(key, broadcast, counts ?? noCounts) });
  });

  app.get("/v2/broadcasts", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const query = readBroadcastPage(new URL(c.req.url).searchParams);
    const page = await deps.list(query.pageSize, query.after);
    const stored = await Promise.all(page.ids.map((id) => deps.act.read(id)));
    const data = await Promise.all(
      stored.flatMap((one) => (one ? [show(key, one.broadcast, one.counts)] : [])),
    );
    return json(200, {
      data,
      meta: { page_size: query.pageSize, ...(page.next ? { next: writeCursor(page.next) } : {}) },
    });
  });

  app.get("/v2/broadcasts/:id", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const { broadcast, counts } = await found(c.req.param("id"));
    return json(200, { data: await show(key, broadcast, counts) });
  });

  app.get("/v2/broadcasts/:id/faxes", async (c) => {
    await deps.authenticate(c.req.raw, "read");
    const { broadcast } = await found(c.req.param("id"));
    const page = readPlainPage(new URL(c.req.url).searchParams);
    const [from, end] = placesOf(page, broadcast.cursor);
    const ids = Array.from({ length: end - from }, (_, index) => broadcastFaxId(broadcast.id, from + index));
    const faxes = await deps.faxes(ids);
    const data = faxes.map(({ fax, request }) => faxView(fax, request));
    return json(200, { data, meta: pageMeta(page, broadcast.cursor) });
  });

  app.get("/v2/broadcasts/:id/rejections", async (c) => {
    await deps.authenticate(c.req.raw, "read");
    const { broadcast } = await found(c.req.param("id"));
    const page = readPlainPage(new URL(c.req.url).searchParams);
    const rejected = broadcast.list?.rejected ?? 0;
    const rejections = rejected > 0 ? await deps.rejections(broadcast, page.pageNumber, page.pageSize) : [];
    return json(200, { data: rejections.map(rejectionView), meta: pageMeta(page, rejected) });
  });

  for (const action of broadcastActions) {
    app.post(`/v2/broadcasts/:id/actions/${action}`, async (c) => {
      const key = await deps.authenticate(c.req.raw, "send");
      await found(c.req.param("id"));
      const { broadcast, counts } = await actOnBroadcast(deps.act, c.req.param("id"), action);
      return json(202, { data: await show(key, broadcast, counts) });
    });
  }

  app.delete("/v2/broadcasts/:id", async (c) => {
    await deps.authenticate(c.req.raw, "send");
    await found(c.req.param("id"));
    await deleteBroadcast(deps.remove, c.req.param("id"));
    return empty(204);
  });
  return app;
}

type Page = { pageNumber: number; pageSize: number };

const placesOf = ({ pageNumber, pageSize }: Page, all: number): [from: number, end: number] => {
  const from = Math.min(all, (pageNumber - 1) * pageSize);
  return [from, Math.min(all, from + pageSize)];
};

const pageMeta = ({ pageNumber, pageSize }: Page, all: number) => ({
  page_number: pageNumber,
  page_size: pageSize,
  total_pages: Math.max(1, Math.ceil(all / pageSize)),
  total_results: all,
});
