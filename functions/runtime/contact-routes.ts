import { Hono } from "hono/tiny";
import { contactView, readContactQuery } from "../../core/api/contact-view.ts";
import { validate } from "../../core/api/validation.ts";
import type { ApiKey, Scope } from "../../core/api-key.ts";
import {
  aliasTaken,
  changeContactBody,
  contactIdOf,
  contactIdPattern,
  createContactBody,
  isPossibleAlias,
  newContact,
  type Contact,
} from "../../core/contact.ts";
import { notFound } from "../../core/errors.ts";
import {
  changeContact,
  removeContact,
  type ChangeContactDeps,
} from "../../core/operations/change-contact.ts";
import { empty, json, toErrorResponse } from "./http.ts";
import { readBody } from "./read-body.ts";

export type ContactRoutesDeps = ChangeContactDeps & {
  authenticate: (request: Request, scope: Scope) => Promise<ApiKey>;
  /** Random hex digits. */
  randomHex: (digits: number) => string;
  create: (contact: Contact) => Promise<"created" | "alias_taken">;
  list: (query: { limit: number; after?: string }) => Promise<{ contacts: Contact[]; next?: string }>;
  findAlias: (alias: string) => Promise<{ contactId: string } | undefined>;
};

/** The routes of contacts. Whoever changes one changes where mail of others goes: scope `admin`. */
export function contactRoutes(deps: ContactRoutesDeps): Hono {
  const app = new Hono();

  const idOf = (id: string): string => {
    if (!contactIdPattern.test(id)) throw notFound("The contact");
    return id;
  };
  const withAlias = async (alias: string): Promise<Contact[]> => {
    const found = isPossibleAlias(alias) ? await deps.findAlias(alias) : undefined;
    const contact = found && (await deps.read(found.contactId));
    return contact ? [contact] : [];
  };

  app.post("/v2/contacts", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const body = validate(createContactBody, (await readBody(c.req.raw)).fields);
    const now = deps.now();
    const contact = newContact(body, contactIdOf(now, deps.randomHex(5)), now);
    if ((await deps.create(contact)) === "alias_taken") throw aliasTaken(contact.alias ?? "");
    return json(201, { data: contactView(contact) });
  });

  app.get("/v2/contacts", async (c) => {
    await deps.authenticate(c.req.raw, "read");
    const { pageSize, alias, ...query } = readContactQuery(new URL(c.req.url).searchParams);
    const { contacts, next } =
      alias === undefined
        ? await deps.list({ limit: pageSize, ...query })
        : { contacts: await withAlias(alias), next: undefined };
    const meta = { page_size: pageSize, ...(next === undefined ? {} : { next }) };
    return json(200, { data: contacts.map(contactView), meta });
  });

  app.get("/v2/contacts/:id", async (c) => {
    await deps.authenticate(c.req.raw, "read");
    const contact = await deps.read(idOf(c.req.param("id")));
    if (!contact) throw notFound("The contact");
    return json(200, { data: contactView(contact) });
  });

  app.patch("/v2/contacts/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const change = validate(changeContactBody, (await readBody(c.req.raw)).fields);
    const contact = await changeContact(deps, idOf(c.req.param("id")), change);
    return json(200, { data: contactView(contact) });
  });

  app.delete("/v2/contacts/:id", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    await removeContact(deps, idOf(c.req.param("id")));
    return empty(204);
  });

  app.notFound((c) => toErrorResponse(notFound(`${c.req.method} ${c.req.path.slice(0, 100)}`)));
  app.onError((error) => toErrorResponse(error));
  return app;
}
