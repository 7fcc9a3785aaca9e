import { Hono } from "hono/tiny";
import { readDeliveryQuery, replayBody } from "../../core/api/delivery-query.ts";
import { deliveryView, endpointView, signingKeyView } from "../../core/api/endpoint-view.ts";
import { validate } from "../../core/api/validation.ts";
import type { ApiKey, Scope } from "../../core/api-key.ts";
import { invalid, notFound, type Problem } from "../../core/errors.ts";
import { newDelivery, readDeliveryId, replayed, type Delivery } from "../../core/events/delivery.ts";
import {
  changeEndpointBody,
  checkEndpointUrl,
  createEndpointBody,
  endpointIdPattern,
  maxEndpoints,
  overlapMs,
  withNewSecret,
  type Endpoint,
} from "../../core/events/endpoint.ts";
import { faxOfEndpoint } from "../../core/events/own-endpoint.ts";
import { testEventType, type FaxEvent } from "../../core/events/fax-events.ts";
import type { FetchRule } from "../../core/web-address.ts";
import { empty, json, toErrorResponse } from "./http.ts";
import { readBody, readOptionalFields } from "./read-body.ts";

type DeliveryList = { deliveries: Delivery[]; next?: string };

export type EndpointRoutesDeps = {
  authenticate: (request: Request, scope: Scope) => Promise<ApiKey>;
  now: () => number;
  /** Random hex digits. */
  randomHex: (bytes: number) => string;
  newSecret: () => string;
  newSigningKey: () => string;
  publicKeyOf: (signingKey: string) => string;
  urlRule: FetchRule;
  list: () => Promise<Endpoint[]>;
  read: (id: string) => Promise<Endpoint | undefined>;
  /** The endpoint that a fax brought along as its `webhook_url`. */
  readOwn: (faxId: string) => Promise<Endpoint | undefined>;
  /** Signs what such endpoints are told. */
  ownSigningKey: () => Promise<string>;
  create: (endpoint: Endpoint) => Promise<unknown>;
  /** Writes what a person changed; false where it is gone. */
  change: (endpoint: Endpoint) => Promise<boolean>;
  remove: (id: string) => Promise<boolean>;
  putDelivery: (delivery: Delivery) => Promise<unknown>;
  readDelivery: (endpointId: string, deliveryId: string) => Promise<Delivery | undefined>;
  saveDelivery: (before: Delivery, after: Delivery) => Promise<unknown>;
  listDeliveries: (
    endpointId: string,
    query: {
      limit: number;
      after?: string;
      status?: Delivery["status"];
      since?: number;
      until?: number;
      oldestFirst?: boolean;
    },
  ) => Promise<DeliveryList>;
};

const replayedAtOnce = 500;

/** The routes of those who hear of events; scope `admin`. */
export function endpointRoutes(deps: EndpointRoutesDeps): Hono {
  const app = new Hono();
  const view = (endpoint: Endpoint) => endpointView(endpoint, deps.publicKeyOf);

  const endpointOf = async (id: string): Promise<Endpoint> => {
    const faxId = faxOfEndpoint(id);
    const kept = endpointIdPattern.test(id) ? await deps.read(id) : undefined;
    const endpoint = faxId === undefined ? kept : await deps.readOwn(faxId);
    if (!endpoint) throw notFound("The webhook endpoint");
    return endpoint;
  };
  const deliveryOf = async (endpointId: string, id: string): Promise<Delivery> => {
    const delivery = readDeliveryId(id) ? await deps.readDelivery(endpointId, id) : undefined;
    if (!delivery) throw notFound("The delivery");
    return delivery;
  };
  const changed = async (endpoint: Endpoint): Promise<Endpoint> => {
    if (!(await deps.change(endpoint))) throw notFound("The webhook endpoint");
    return endpoint;
  };

  app.post("/v2/webhook_endpoints", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const body = validate(createEndpointBody, (await readBody(c.req.raw)).fields);
    checkEndpointUrl(body.url, deps.urlRule);
    if ((await deps.list()).length >= maxEndpoints) throw tooMany();
    const secret = deps.newSecret();
    const endpoint: Endpoint = {
      id: `whe_${deps.randomHex(8)}`,
      url: body.url,
      description: body.description,
      format: body.format,
      secrets: [{ secret }],
      ...(body.events ? { events: body.events } : {}),
      ...(body.format === "telnyx" ? { signingKey: deps.newSigningKey() } : {}),
      createdAt: deps.now(),
      failures: 0,
    };
    await deps.create(endpoint);
    // The only time the secret is shown.
    return json(201, { data: { ...view(endpoint), secret: body.format === "telnyx" ? null : secret } });
  });

  app.get("/v2/webhook_endpoints", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    return json(200, { data: (await deps.list()).map(view) });
  });

  app.get("/v2/webhook_endpoints/signing_key", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    return json(200, { data: signingKeyView(deps.publicKeyOf(await deps.ownSigningKey())) });
  });

  app.get("/v2/webhook_endpoints/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    return json(200, { data: view(await endpointOf(c.req.param("id"))) });
  });

  app.patch("/v2/webhook_endpoints/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const body = validate(changeEndpointBody, (await readBody(c.req.raw)).fields);
    if (body.url !== undefined) checkEndpointUrl(body.url, deps.urlRule);
    const { events, disabledAt, disabledBy, ...rest } = await endpointOf(c.req.param("id"));
    const heard = body.events === undefined ? events : (body.events ?? undefined);
    const off = body.enabled === false ? { disabledAt: deps.now(), disabledBy: "person" as const } : {};
    const asBefore =
      body.enabled === undefined && disabledAt !== undefined && disabledBy !== undefined
        ? { disabledAt, disabledBy }
        : {};
    const endpoint = await changed({
      ...rest,
      ...(body.url === undefined ? {} : { url: body.url }),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(heard ? { events: heard } : {}),
      ...asBefore,
      ...off,
    });
    return json(200, { data: view(endpoint) });
  });

  app.delete("/v2/webhook_endpoints/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const { id } = await endpointOf(c.req.param("id"));
    if (!(await deps.remove(id))) throw notFound("The webhook endpoint");
    return empty(204);
  });

  app.post("/v2/webhook_endpoints/:id/actions/rotate_secret", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const endpoint = await endpointOf(c.req.param("id"));
    if (endpoint.format === "telnyx") {
      // The carrier's header has room for one signature.
      const signingKey = deps.newSigningKey();
      await changed({ ...endpoint, signingKey });
      const data = { secret: null, public_key: deps.publicKeyOf(signingKey), previous_valid_until: null };
      return json(200, { data });
    }
    const [secret, now] = [deps.newSecret(), deps.now()];
    await changed(withNewSecret(endpoint, secret, now));
    const until = new Date(now + overlapMs).toISOString();
    return json(200, { data: { secret, public_key: null, previous_valid_until: until } });
  });

  app.post("/v2/webhook_endpoints/:id/actions/test", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const endpoint = await endpointOf(c.req.param("id"));
    const id = `evt_${deps.randomHex(16)}`;
    const event: FaxEvent = {
      id,
      type: testEventType,
      at: deps.now(),
      sequence: 0,
      faxId: "",
      isFirst: true,
      fax: {},
    };
    const delivery = newDelivery(endpoint.id, event, deps.now());
    await deps.putDelivery(delivery);
    return json(202, { data: deliveryView(delivery) });
  });

  app.get("/v2/webhook_endpoints/:id/deliveries", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const { id } = await endpointOf(c.req.param("id"));
    const { pageSize, ...query } = readDeliveryQuery(new URL(c.req.url).searchParams);
    const { deliveries, next } = await deps.listDeliveries(id, { limit: pageSize, ...query });
    const meta = { page_size: pageSize, ...(next === undefined ? {} : { next }) };
    return json(200, { data: deliveries.map(deliveryView), meta });
  });

  app.get("/v2/webhook_endpoints/:id/deliveries/:delivery", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const { id } = await endpointOf(c.req.param("id"));
    return json(200, { data: deliveryView(await deliveryOf(id, c.req.param("delivery"))) });
  });

  app.post("/v2/webhook_endpoints/:id/deliveries/:delivery/actions/replay", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const { id } = await endpointOf(c.req.param("id"));
    const delivery = await deliveryOf(id, c.req.param("delivery"));
    const again = replayed(delivery, deps.now());
    await deps.saveDelivery(delivery, again);
    return json(202, { data: deliveryView(again) });
  });

  app.post("/v2/webhook_endpoints/:id/actions/replay", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const { id } = await endpointOf(c.req.param("id"));
    const { since, until, ...more } = validate(replayBody, await readOptionalFields(c.req.raw));
    const { deliveries, next } = await deps.listDeliveries(id, {
      limit: replayedAtOnce,
      oldestFirst: true,
      since: Date.parse(since),
      ...(until === undefined ? {} : { until: Date.parse(until) }),
      ...(more.status === undefined ? {} : { status: more.status }),
      ...(more.after === undefined ? {} : { after: more.after }),
    });
    const now = deps.now();
    for (let start = 0; start < deliveries.length; start += 20) {
      const some = deliveries.slice(start, start + 20);
      await Promise.all(some.map((one) => deps.saveDelivery(one, replayed(one, now))));
    }
    return json(202, { data: { replayed: deliveries.length, next: next ?? null } });
  });

  app.notFound((c) => toErrorResponse(notFound(`${c.req.method} ${c.req.path.slice(0, 100)}`)));
  app.onError((error) => toErrorResponse(error));
  return app;
}

const tooMany = (): Problem =>
  invalid(
    "too_many_webhook_endpoints",
    "Too many webhook endpoints",
    `At most ${maxEndpoints} are kept. Delete one that is not used.`,
  );
