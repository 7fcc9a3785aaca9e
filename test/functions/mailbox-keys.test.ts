import { describe, expect, it } from "vitest";
import type { ApiKey } from "../../core/api-key.ts";
import { firstKey, ofInstallation } from "../../functions/runtime/authenticate.ts";
import { keyRoutes } from "../../functions/runtime/key-routes.ts";
import { noon } from "../support/faxes.ts";
import { mailboxOf } from "../support/mailboxes.ts";

const mailbox = mailboxOf().id;
const none = "mbx_0000000000000000";

/** Keys in memory, and one mailbox. */
function desk() {
  const keys = new Map<string, ApiKey>();
  const app = keyRoutes({
    authenticate: async () => firstKey(""),
    now: () => noon,
    newKeyId: () => `key_000${keys.size}`,
    newSecret: () => "s".repeat(43),
    firstKeyHash: "",
    create: async (key) => void keys.set(key.id, key),
    storeRevokedFirst: async () => undefined,
    list: async () => [...keys.values()],
    read: async (id) => keys.get(id),
    change: async (id, { retry, mailboxId }) => {
      const { retry: wasRetry, mailboxId: wasMailbox, ...key } = keys.get(id) ?? firstKey("");
      const [nextRetry, nextMailbox] = [
        retry === undefined ? wasRetry : retry,
        mailboxId === undefined ? wasMailbox : mailboxId,
      ];
      const after = {
        ...key,
        ...(nextRetry ? { retry: nextRetry } : {}),
        ...(nextMailbox ? { mailboxId: nextMailbox } : {}),
      };
      keys.set(id, after);
      return after;
    },
    isMailbox: async (id) => id === mailbox,
    revoke: async (id) => keys.delete(id),
  });
  return async (method: string, path: string, body: object) => {
    const headers = { "content-type": "application/json" };
    const response = await app.request(`/v2/keys${path}`, { method, headers, body: JSON.stringify(body) });
    return { status: response.status, ...((await response.json()) as Answer) };
  };
}
type Answer = { data?: Record<string, unknown>; errors?: object[] };
const refused = (code: string) => ({
  status: 422,
  errors: [expect.objectContaining({ code, source: { pointer: "/mailbox_id" } })],
});

describe("a key's mailbox", () => {
  it("is shown, changed, left alone by other changes, and taken away by null", async () => {
    const call = desk();
    const made = await call("POST", "", { name: "desk", mailbox_id: mailbox });
    expect(made).toMatchObject({ status: 201, data: { mailbox_id: mailbox, scopes: ["send", "read"] } });
    const path = `/${String(made.data?.["id"])}`;
    const patch = async (body: object) => (await call("PATCH", path, body)).data;
    expect(await patch({ retry: { max_attempts: 2 } })).toMatchObject({ mailbox_id: mailbox });
    expect(await patch({ mailbox_id: null })).toMatchObject({ mailbox_id: null, retry: { max_attempts: 2 } });
    expect(await patch({ mailbox_id: mailbox })).toMatchObject({ mailbox_id: mailbox });
    expect((await call("POST", "", { name: "all" })).data).toMatchObject({ mailbox_id: null });
  });

  it.each([none, "", "Front desk"])("must be there: %j", async (mailbox_id) => {
    const call = desk();
    expect(await call("POST", "", { name: "desk", mailbox_id })).toMatchObject(refused("10017"));
    await call("POST", "", { name: "desk" });
    expect(await call("PATCH", "/key_0000", { mailbox_id })).toMatchObject(refused("10017"));
  });

  it("cannot stand beside the scope admin, whichever comes first", async () => {
    const call = desk();
    const admin = { name: "admin", scopes: ["read", "admin"] };
    expect(await call("POST", "", { ...admin, mailbox_id: mailbox })).toMatchObject(refused("10032"));
    expect((await call("POST", "", admin)).status).toBe(201);
    expect(await call("PATCH", "/key_0000", { mailbox_id: mailbox })).toMatchObject(refused("10032"));
  });

  it("keeps it out of what is the whole installation's", async () => {
    const request = new Request("http://fax/v2/broadcasts");
    const key = { ...firstKey(""), scopes: ["read" as const] };
    expect(await ofInstallation(async () => key)(request, "read")).toBe(key);
    const asMailbox = ofInstallation(async () => ({ ...key, mailboxId: mailbox }));
    await expect(asMailbox(request, "read")).rejects.toMatchObject({ status: 403 });
  });
});
