import { describe, expect, it } from "vitest";
import type { Contact } from "../../core/contact.ts";
import { firstKey } from "../../functions/runtime/authenticate.ts";
import { contactRoutes } from "../../functions/runtime/contact-routes.ts";
import { noon } from "../support/faxes.ts";

/** A directory in memory. */
function desk() {
  const contacts = new Map<string, Contact>();
  const scopes: string[] = [];
  const holder = (alias: string | undefined) =>
    [...contacts.values()].find((one) => alias !== undefined && one.alias === alias);
  const app = contactRoutes({
    authenticate: async (_request, scope) => {
      scopes.push(scope);
      return firstKey("");
    },
    now: () => noon,
    randomHex: (digits) => String(contacts.size).padStart(digits, "0"),
    create: async (contact) => {
      if (holder(contact.alias)) return "alias_taken";
      contacts.set(contact.id, contact);
      return "created";
    },
    read: async (id) => contacts.get(id),
    list: async ({ limit, after = "" }) => {
      const page = [...contacts.values()].filter(({ id }) => id > after).slice(0, limit);
      const last = page.at(-1);
      return { contacts: page, ...(last && page.length === limit ? { next: last.id } : {}) };
    },
    findAlias: async (alias) => {
      const found = holder(alias);
      return found && { contactId: found.id };
    },
    replace: async (before, after) => {
      const other = holder(after.alias);
      if (other && other.id !== before.id) return "alias_taken";
      contacts.set(after.id, after);
      return "replaced";
    },
    remove: async ({ id }) => {
      contacts.delete(id);
      return "removed";
    },
  });
  const call = async (method: string, path: string, body?: object) => {
    const init = body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {};
    const response = await app.request(`/v2/contacts${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Answer };
  };
  const create = async (body: object) => {
    const { status, body: answer } = await call("POST", "", body);
    if (status !== 201 || Array.isArray(answer.data)) throw new Error(`created: ${status}`);
    return answer.data;
  };
  return { scopes, call, create };
}
type Shown = Record<string, unknown> & { id: string };
type Answer = { data: Shown | Shown[]; meta?: { next?: string }; errors?: object[] };

const lee = { name: "Dr. Lee", fax_number: "+13125550148", alias: "dr-lee" };

describe("contacts", () => {
  it("are made, shown, changed and deleted; who only looks needs no more than that", async () => {
    const { call, create, scopes } = desk();
    const made = await create({ ...lee, notes: "Mornings." });
    const time = new Date(noon).toISOString();
    expect(made).toEqual({
      ...{ record_type: "contact", id: made.id, ...lee, company: null, notes: "Mornings." },
      ...{ created_at: time, updated_at: time },
    });
    expect((await call("GET", `/${made.id}`)).body.data).toEqual(made);
    const changed = await call("PATCH", `/${made.id}`, { fax_number: "+13125550149", notes: null });
    expect(changed.body.data).toMatchObject({ ...lee, fax_number: "+13125550149", notes: null });
    expect(await call("GET", "")).toMatchObject({ status: 200, body: { data: [changed.body.data] } });
    expect((await call("DELETE", `/${made.id}`)).status).toBe(204);
    expect((await call("GET", "")).body.data).toEqual([]);
    expect(scopes).toEqual(["admin", "read", "admin", "read", "admin", "read"]);
  });

  it("are listed page by page, or the one that has an alias", async () => {
    const { call, create } = desk();
    for (const alias of ["dr-a", "dr-b", "dr-c"]) await create({ ...lee, alias });
    const first = await call("GET", "?page[size]=2");
    expect(first.body).toMatchObject({
      data: [{ alias: "dr-a" }, { alias: "dr-b" }],
      meta: { page_size: 2 },
    });
    const rest = await call("GET", `?page[size]=2&page[after]=${first.body.meta?.next}`);
    expect(rest.body).toEqual({ data: [expect.objectContaining({ alias: "dr-c" })], meta: { page_size: 2 } });
    expect((await call("GET", "?filter[alias]=dr-b")).body.data).toMatchObject([{ alias: "dr-b" }]);
    for (const alias of ["dr-d", "DR-B", "", "%F0"])
      expect((await call("GET", `?filter[alias]=${alias}`)).body.data).toEqual([]);
  });

  it("whose alias another one has are refused: made or changed, with the field named", async () => {
    const { call, create } = desk();
    await create(lee);
    const other = await create({ ...lee, alias: "dr-lee-2" });
    for (const refused of [
      await call("POST", "", lee),
      await call("PATCH", `/${other.id}`, { alias: "dr-lee" }),
    ]) {
      expect(refused).toMatchObject({
        status: 422,
        body: { errors: [{ code: "alias_taken", source: { pointer: "/alias" } }] },
      });
    }
    expect((await call("PATCH", `/${other.id}`, { alias: "dr-lee-2" })).status).toBe(200);
  });

  it.each(["con_0000000000000000", "con_1", "alias%23dr-lee"])("%s is not there", async (id) => {
    const { call } = desk();
    for (const [method, body] of [["GET"], ["PATCH", { name: "x" }], ["DELETE"]] as [string, object?][])
      expect((await call(method, `/${id}`, body)).status).toBe(404);
  });
});
