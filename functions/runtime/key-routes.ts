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
import { mailboxIdPattern } from "../../core/mailbox/mailbox.ts";
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
  read: (id: string) => Promise<ApiKey | undefined>;
  /** Null takes away. Undefined where no living key has this id. */
  change: (
    id: string,
    change: { retry?: Retry | null | undefined; mailboxId?: string | null | undefined },
  ) => Promise<ApiKey | undefined>;
  isMailbox: (id: string) => Promise<boolean>;
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
    await checkMailbox(deps, body.mailbox_id, body.scopes);
    const key: ApiKey = {
      id,
      name: body.name,
      scopes: body.scopes,
      secretHash: hashOfToken(token),
      createdAt: deps.now(),
      ...(body.retry ? { retry: body.retry } : {}),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(body.duplicates === undefined ? {} : { duplicates: body.duplicates }),
      ...(body.mailbox_id === undefined ? {} : { mailboxId: body.mailbox_id }),
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
    const { retry, mailbox_id: mailboxId } = validate(changeKeyBody, (await readBody(c.req.raw)).fields);
    const id = c.req.param("id");
    const known = keyIdPattern.test(id) ? await deps.read(id) : undefined;
    if (!known) throw notFound("The key");
    // A key's scopes never change: what they say of it now, they say when it is written.
    await checkMailbox(deps, mailboxId, known.scopes);
    const key = await deps.change(id, { retry, mailboxId });
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

/** Throws a 422 `Problem` where there is no such mailbox, or a key of these scopes can be no mailbox's. */
async function checkMailbox(
  deps: Pick<KeyRoutesDeps, "isMailbox">,
  mailboxId: string | null | undefined,
  scopes: Scope[],
): Promise<void> {
  if (mailboxId === undefined || mailboxId === null) return;
  const where = { pointer: "/mailbox_id" };
  if (scopes.includes("admin")) {
    const detail = "A key with the scope 'admin' cannot be a mailbox's: it may change every mailbox and key.";
    throw invalid("10032", "Invalid value", detail, where);
  }
  if (mailboxIdPattern.test(mailboxId) && (await deps.isMailbox(mailboxId))) return;
  const detail = "There is no mailbox with this 'mailbox_id'; GET /v2/mailboxes lists those there are.";
  throw invalid("10017", "Associated resource not found", detail, where);
}
