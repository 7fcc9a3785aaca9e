import { Hono } from "hono/tiny";
import { validate } from "../../core/api/validation.ts";
import {
  apiKeyView,
  changeKeyBody,
  createKeyBody,
  firstKeyId,
  hashOfToken,
  writeApiKey,
  type ApiKey,
  type Scope,
} from "../../core/api-key.ts";
import { invalid, notFound } from "../../core/errors.ts";
import type { Retry } from "../../core/retry-policy.ts";
import { firstKey } from "./authenticate.ts";
import { empty, json, toErrorResponse } from "./http.ts";
import { readBody } from "./read-body.ts";

export type KeyRoutesDeps = {
  authenticate: (request: Request, scope: Scope) => Promise<ApiKey>;
  now: () => number;
  newKeyId: () => string;
  newSecret: () => string;
  firstKeyHash: string;
  create: (key: ApiKey) => Promise<void>;
  storeRevokedFirst: (key: ApiKey) => Promise<void>;
  list: () => Promise<ApiKey[]>;
  /** Undefined where no living key has this id. */
  changeRetry: (id: string, retry: Retry | undefined) => Promise<ApiKey | undefined>;
  revoke: (id: string, at: number) => Promise<boolean>;
};

const keyIdPattern = /^key_[a-z0-9]{4,32}$/;

/** The routes of API keys; scope `admin`, in a function of its own. */
export function keyRoutes(deps: KeyRoutesDeps): Hono {
  const app = new Hono();

  app.post("/v2/keys", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const body = validate(createKeyBody, (await readBody(c.req.raw)).fields);
    const id = deps.newKeyId();
    const token = writeApiKey(id, deps.newSecret());
    const expiresAt = body.expires_at === undefined ? undefined : Date.parse(body.expires_at);
    if (expiresAt !== undefined && expiresAt <= deps.now()) {
      throw invalid("10033", "Value out of range", "The 'expires_at' parameter must lie in the future.", {
        pointer: "/expires_at",
      });
    }
    const key: ApiKey = {
      id,
      name: body.name,
      scopes: body.scopes,
      secretHash: hashOfToken(token),
      createdAt: deps.now(),
      ...(body.retry ? { retry: body.retry } : {}),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(body.duplicates === undefined ? {} : { duplicates: body.duplicates }),
    };
    await deps.create(key);
    // The only time the key itself is shown.
    return json(201, { data: { ...apiKeyView(key), key: token } });
  });

  app.get("/v2/keys", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    return json(200, { data: (await deps.list()).map(apiKeyView) });
  });

  // The deployment's first key is not in the table: what it sends follows the settings.
  app.patch("/v2/keys/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const { retry } = validate(changeKeyBody, (await readBody(c.req.raw)).fields);
    const id = c.req.param("id");
    if (!keyIdPattern.test(id)) throw notFound("The key");
    const key = await deps.changeRetry(id, retry ?? undefined);
    if (!key) throw notFound("The key");
    return json(200, { data: apiKeyView(key) });
  });

  app.delete("/v2/keys/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const id = c.req.param("id");
    if (!keyIdPattern.test(id)) throw notFound("The key");
    if (id === firstKeyId && deps.firstKeyHash !== "") {
      // The first key lives in the deployment; a revoked twin in the table shuts it out.
      await deps.storeRevokedFirst({
        ...firstKey(deps.firstKeyHash),
        createdAt: deps.now(),
        revokedAt: deps.now(),
      });
      return empty(204);
    }
    if (!(await deps.revoke(id, deps.now()))) throw notFound("The key");
    return empty(204);
  });

  app.notFound((c) => toErrorResponse(notFound(`${c.req.method} ${c.req.path.slice(0, 100)}`)));
  app.onError((error) => toErrorResponse(error));
  return app;
}
