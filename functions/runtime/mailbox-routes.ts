import type { Hono } from "hono/tiny";
import { mailboxView } from "../../core/api/mailbox-view.ts";
import { validate } from "../../core/api/validation.ts";
import type { ApiKey } from "../../core/api-key.ts";
import { notFound } from "../../core/errors.ts";
import {
  changeMailboxBody,
  createMailboxBody,
  newMailbox,
  numberTaken,
  tooManyMailboxes,
} from "../../core/mailbox/mailbox-body.ts";
import { mailboxIdPattern, maxMailboxes, type Mailbox } from "../../core/mailbox/mailbox.ts";
import {
  changeMailbox,
  removeMailbox,
  type ChangeMailboxDeps,
} from "../../core/operations/change-mailbox.ts";
import type { Authenticate } from "./authenticate.ts";
import { empty, json } from "./http.ts";
import { readBody } from "./read-body.ts";

export type MailboxRoutesDeps = ChangeMailboxDeps & {
  authenticate: Authenticate;
  /** Random hex digits. */
  randomHex: (digits: number) => string;
  create: (mailbox: Mailbox) => Promise<"created" | "number_taken">;
  list: () => Promise<Mailbox[]>;
};

/** The routes of mailboxes. Whoever changes one changes who reads what comes in: scope `admin`. */
export function addMailboxRoutes(app: Hono, deps: MailboxRoutesDeps): Hono {
  const idOf = (id: string): string => {
    if (!mailboxIdPattern.test(id)) throw notFound("The mailbox");
    return id;
  };

  /** A key of a mailbox sees its own, and no other. */
  const maySee = (key: ApiKey, id: string): boolean => key.mailboxId === undefined || key.mailboxId === id;

  app.post("/v2/mailboxes", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const body = validate(createMailboxBody, (await readBody(c.req.raw)).fields);
    const mailbox = newMailbox(body, `mbx_${deps.randomHex(16)}`, deps.now());
    if ((await deps.list()).length >= maxMailboxes) throw tooManyMailboxes(maxMailboxes);
    if ((await deps.create(mailbox)) === "number_taken") throw numberTaken();
    return json(201, { data: mailboxView(mailbox) });
  });

  app.get("/v2/mailboxes", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const mailboxes = (await deps.list()).filter(({ id }) => maySee(key, id));
    return json(200, { data: mailboxes.map(mailboxView) });
  });

  app.get("/v2/mailboxes/:id", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const mailbox = await deps.read(idOf(c.req.param("id")));
    if (!mailbox || !maySee(key, mailbox.id)) throw notFound("The mailbox");
    return json(200, { data: mailboxView(mailbox) });
  });

  app.patch("/v2/mailboxes/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const change = validate(changeMailboxBody, (await readBody(c.req.raw)).fields);
    const mailbox = await changeMailbox(deps, idOf(c.req.param("id")), change);
    return json(200, { data: mailboxView(mailbox) });
  });

  app.delete("/v2/mailboxes/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    await removeMailbox(deps, idOf(c.req.param("id")));
    return empty(204);
  });
  return app;
}
