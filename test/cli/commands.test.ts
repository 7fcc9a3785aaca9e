import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { faxId, openStand, sampleFax, type Stand } from "./stand.ts";

let stand: Stand;
beforeEach(async () => void (stand = await openStand()));
afterEach(() => stand.close());

describe("list", () => {
  test("an aligned table", async () => {
    const faxes = [
      sampleFax({ status: "delivered", page_count: 12 }),
      sampleFax({ failure_reason: "user_busy" }),
    ];
    stand.play(() => ({ status: 200, body: { data: faxes, meta: {} } }));
    const { out } = await stand.fax(["list"]);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line, row) => line.indexOf(row === 0 ? "ID" : faxId))).size).toBe(1);
    expect(lines[1]).toContain("2026-10-02 14:00:00  outbound   delivered");
  });

  test("follows meta.next until there are enough, with the filters on each page", async () => {
    const nexts = ["one", "two", "three"];
    stand.play(({ query }) => ({
      status: 200,
      body: {
        data: Array.from({ length: Math.min(250, Number(query.get("page[size]"))) }, () => sampleFax()),
        meta: { next: nexts[stand.seen.length - 1] },
      },
    }));
    const { json } = await stand.fax([
      "list",
      "--limit",
      "600",
      "--status",
      "failed",
      "--direction",
      "outbound",
      "--from",
      "3125550100",
      "--json",
    ]);
    expect(json()).toHaveLength(600);
    expect(stand.seen.map(({ query }) => [query.get("page[size]"), query.get("page[after]")])).toEqual([
      ["250", null],
      ["250", "one"],
      ["100", "two"],
    ]);
    for (const { query } of stand.seen) {
      expect(query.get("filter[status][eq]")).toBe("failed");
      expect(query.get("filter[direction][eq]")).toBe("outbound");
      expect(query.get("filter[from][eq]")).toBe("+13125550100");
    }
  });
});

test("get shows facts, attempts and timeline", async () => {
  const data = sampleFax({
    status: "queued",
    waiting: { for: "channel", next_attempt_at: "2026-10-02T14:10:00.000Z" },
    tags: ["a", "b"],
    attempts: [
      {
        number: 1,
        state: "failed",
        failure_reason: "user_busy",
        carrier_fax_id: "c-1",
        started_at: "2026-10-02T14:00:01.000Z",
        ended_at: null,
      },
    ],
    events: [{ occurred_at: "2026-10-02T14:00:00.000Z", event: "accepted" }],
    document: { sha256: "ab".repeat(32), size_bytes: 23_456, pages: 2 },
  });
  stand.play(() => ({ status: 200, body: { data } }));
  const { code, out } = await stand.fax(["get", faxId]);
  expect(code).toBe(0);
  expect(stand.seen[0]?.path).toBe(`/v2/faxes/${faxId}`);
  for (const words of [
    "Waiting for   channel, goes on at 2026-10-02 14:10:00 UTC",
    "Tags          a, b",
    "1   failed  user_busy  2026-10-02 14:00:01               c-1",
    "2026-10-02 14:00:00  accepted",
    "23 kB, sha256 abab",
  ]) {
    expect(out).toContain(words);
  }
});

describe("save", () => {
  const pages = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(50_000)]);
  const play = (sha256 = createHash("sha256").update(pages).digest("hex")) =>
    stand.play(({ path }) =>
      path.endsWith("/document")
        ? {
            status: 200,
            body: { data: { url: `${stand.url}/bucket/x?signed`, sha256, size_bytes: pages.length } },
          }
        : { status: 200, raw: pages, headers: { "content-type": "application/pdf" } },
    );

  test("writes the very pages, for the owner only, and shows its key to nobody but the API", async () => {
    play();
    const file = join(stand.folder, "got.pdf");
    expect((await stand.fax(["save", faxId, "-o", file])).code).toBe(0);
    expect(readFileSync(file).equals(pages)).toBe(true);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(stand.seen[1]?.headers.authorization).toBeUndefined();
    expect(readdirSync(stand.folder)).toEqual(["got.pdf"]);
  });

  test("overwrites only with --force", async () => {
    play();
    const file = stand.file("kept.pdf", "mine");
    const refused = await stand.fax(["save", faxId, "-o", file]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("--force");
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await stand.fax(["save", faxId, "-o", file, "--force", "--json"])).json()).toMatchObject({
      file,
    });
    expect(readFileSync(file).equals(pages)).toBe(true);
  });

  test("-o - is stdout, but never a terminal", async () => {
    play();
    expect((await stand.fax(["save", faxId, "-o", "-"])).outBytes.equals(pages)).toBe(true);
    expect((await stand.fax(["save", faxId, "-o", "-"], { isTty: true })).code).toBe(2);
  });

  test("pages that are not what was stored are not kept", async () => {
    play("0".repeat(64));
    const file = join(stand.folder, "wrong.pdf");
    const { code, err } = await stand.fax(["save", faxId, "-o", file]);
    expect([code, existsSync(file)]).toEqual([3, false]);
    expect(err).toContain("SHA-256 differs");
  });
});

test("cancel says whether it took effect at once; delete removes", async () => {
  let status = "canceled";
  stand.play(({ method }) =>
    method === "DELETE"
      ? { status: 204 }
      : {
          status: method === "POST" ? 202 : 200,
          body: { data: method === "POST" ? { result: "ok" } : sampleFax({ status }) },
        },
  );
  expect((await stand.fax(["cancel", faxId])).out).toBe(`The fax ${faxId} is canceled.\n`);
  expect(stand.seen[0]).toMatchObject({ method: "POST", path: `/v2/faxes/${faxId}/actions/cancel` });
  status = "sending";
  expect((await stand.fax(["cancel", faxId])).out).toContain("is noted");
  expect((await stand.fax(["delete", faxId, "--json"])).json()).toEqual({ id: faxId, deleted: true });
});

test("resend sends what is to be changed, under a key of its own, and says which fax it is now", async () => {
  const made = sampleFax({ id: "8b2c1f60-3d7e-4a51-b0c4-5e9f7a6d1c02", to: "+13125550149" });
  stand.play(() => ({ status: 202, body: { data: made } }));
  const done = await stand.fax(["resend", faxId, "--to", "(312) 555-0149", "--quality", "normal"]);
  expect(done.out).toContain(`Fax ${made.id} to +13125550149 is accepted; it has the pages of ${faxId}.`);
  const [call] = stand.seen;
  expect(call).toMatchObject({ method: "POST", path: `/v2/faxes/${faxId}/actions/resend` });
  expect(call?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(call?.body.toString() ?? "")).toEqual({ to: "+13125550149", quality: "normal" });
  await stand.fax(["resend", faxId]);
  expect(JSON.parse(stand.seen[1]?.body.toString() ?? "")).toEqual({});
});

test("keys: the new key alone stands on stdout, so that a script can take it", async () => {
  const key = {
    id: "key_0011223344556677",
    name: "desk",
    scopes: ["send"],
    created_at: "2026-10-02T14:00:00.000Z",
  };
  stand.play(({ method }) =>
    method === "POST"
      ? { status: 201, body: { data: { ...key, key: "sfx_0011223344556677.secret" } } }
      : method === "GET"
        ? { status: 200, body: { data: [key] } }
        : { status: 204 },
  );
  const made = await stand.fax(["keys", "create", "desk", "--scope", "send", "--expires", "2030-01-01"]);
  expect(made.out).toBe("sfx_0011223344556677.secret\n");
  expect(JSON.parse(stand.seen[0]?.body.toString() ?? "")).toEqual({
    name: "desk",
    scopes: ["send"],
    expires_at: "2030-01-01",
  });
  await stand.fax(["keys", "create", "desk", "--duplicates", "refuse"]);
  expect(JSON.parse(stand.seen[1]?.body.toString() ?? "")).toEqual({ name: "desk", duplicates: "refuse" });
  const wrong = await stand.fax(["keys", "create", "desk", "--duplicates", "perhaps"]);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("--duplicates takes one of") });
  expect((await stand.fax(["keys", "list"])).out).toContain("key_0011223344556677  desk  send");
  expect((await stand.fax(["keys", "revoke", key.id])).code).toBe(0);
  expect(stand.seen.at(-1)).toMatchObject({ method: "DELETE", path: `/v2/keys/${key.id}` });
});

test("webhooks: the secret alone stands on stdout; a test shows the answer; a replay goes on to its end", async () => {
  const id = "whe_0011223344556677";
  const delivery = { id: "dlv_1", event: "webhook.test", status: "pending", tries: [] as object[] };
  let [looks, replays] = [0, 0];
  stand.play(({ method, path }) => {
    if (path.endsWith("/actions/test")) return { status: 202, body: { data: delivery } };
    if (path.endsWith("/dlv_1")) {
      const tries = ++looks < 3 ? [] : [{ status: 503, answer: "down for repairs" }];
      return { status: 200, body: { data: { ...delivery, tries } } };
    }
    if (path.endsWith("/deliveries"))
      return { status: 200, body: { data: [{ ...delivery, tries: [{ answer: "no answer" }] }] } };
    if (path.endsWith("/actions/replay")) {
      const next = ++replays < 2 ? "dlv_2" : null;
      return { status: 202, body: { data: { replayed: 500, next } } };
    }
    if (method === "DELETE") return { status: 204 };
    const endpoint = {
      id,
      url: "https://a.example.com/",
      events: ["fax.failed"],
      enabled: false,
      disabled_because: "gone",
    };
    return method === "GET"
      ? { status: 200, body: { data: [endpoint] } }
      : { status: 201, body: { data: { ...endpoint, secret: "whsec_secret" } } };
  });
  const made = await stand.fax(["webhooks", "create", "https://a.example.com/", "--event", "fax.failed"]);
  expect([made.out, made.err]).toEqual(["whsec_secret\n", expect.stringContaining(id)]);
  expect(JSON.parse(stand.seen[0]?.body.toString() ?? "")).toEqual({
    url: "https://a.example.com/",
    events: ["fax.failed"],
  });
  const wrong = await stand.fax(["webhooks", "create", "https://a.example.com/", "--event", "fax.eaten"]);
  expect(wrong).toMatchObject({
    code: 2,
    err: expect.stringContaining("--event takes one of fax.scheduled"),
  });
  expect((await stand.fax(["webhooks", "list"])).out).toMatch(/whe_0011223344556677 +off \(gone\)/);
  const tested = await stand.fax(["webhooks", "test", id]);
  expect([tested.code, tested.out]).toEqual([1, "Not taken: it answered 503, down for repairs\n"]);
  expect((await stand.fax(["webhooks", "log", id, "--status", "pending"])).out).toContain("no answer");
  expect(stand.seen.at(-1)?.query.get("filter[status]")).toBe("pending");
  const before = stand.seen.length;
  const replayed = await stand.fax(["webhooks", "replay", id, "--since", "2026-10-02T00:00:00Z"]);
  expect(replayed.out).toBe("1000 events are told once more.\n");
  expect(JSON.parse(stand.seen[before]?.body.toString() ?? "")).toEqual({ since: "2026-10-02T00:00:00Z" });
  expect(JSON.parse(stand.seen[before + 1]?.body.toString() ?? "")).toMatchObject({ after: "dlv_2" });
  expect(await stand.fax(["webhooks", "replay", id])).toMatchObject({ code: 2 });
  expect((await stand.fax(["webhooks", "delete", id])).code).toBe(0);
  expect(stand.seen.at(-1)).toMatchObject({ method: "DELETE", path: `/v2/webhook_endpoints/${id}` });
});

test("contacts: numbers as people write them, named by alias, listed by name, and faxed by alias", async () => {
  const id = "con_1a0fcea2b001f2e3";
  const lee = { id, name: "Dr. Lee", fax_number: "+13125550148", alias: "dr-lee", company: null };
  const ann = { ...lee, id: "con_1a0fcea2b002f2e3", name: "Ann", alias: null };
  stand.play(({ method, path, query }) => {
    if (path === "/v2/faxes") return { status: 202, body: { data: { id: "f-1", status: "delivered" } } };
    if (method === "DELETE") return { status: 204 };
    if (method !== "GET") return { status: 200, body: { data: lee } };
    const alias = query.get("filter[alias]");
    if (alias !== null) return { status: 200, body: { data: alias === "dr-lee" ? [lee] : [] } };
    return query.has("page[after]")
      ? { status: 200, body: { data: [ann], meta: {} } }
      : { status: 200, body: { data: [lee], meta: { next: id } } };
  });
  const sentBody = () => JSON.parse(stand.seen.at(-1)?.body.toString() ?? "") as object;
  const made = await stand.fax([
    "contacts",
    "add",
    "Dr. Lee",
    "--number",
    "(312) 555-0148",
    "--alias",
    "dr-lee",
  ]);
  expect(made.out).toBe(`Contact ${id}: Dr. Lee, +13125550148, dr-lee@...\n`);
  expect(sentBody()).toEqual({ name: "Dr. Lee", fax_number: "+13125550148", alias: "dr-lee" });
  expect((await stand.fax(["contacts", "list"])).out).toMatch(
    /NAME.*\nAnn .*\nDr. Lee +\+13125550148 +dr-lee/,
  );

  await stand.fax(["contacts", "change", "dr-lee", "--name", "Dr. Ann Lee", "--alias", ""]);
  expect(stand.seen.at(-1)).toMatchObject({ method: "PATCH", path: `/v2/contacts/${id}` });
  expect(sentBody()).toEqual({ name: "Dr. Ann Lee", alias: null });
  expect((await stand.fax(["contacts", "remove", id])).code).toBe(0);
  expect(stand.seen.at(-1)).toMatchObject({ method: "DELETE", path: `/v2/contacts/${id}` });

  await stand.fax([
    "send",
    stand.file("a.pdf", "%PDF-1.4"),
    stand.file("b.pdf", "%PDF-1.4"),
    "--to",
    "dr-lee",
  ]);
  expect(stand.seen.at(-1)?.body.toString()).toContain("+13125550148");
  const unknown = await stand.fax(["contacts", "remove", "dr-who"]);
  expect(unknown).toMatchObject({
    code: 2,
    err: expect.stringContaining('No contact has the alias "dr-who"'),
  });
  for (const wrong of [
    ["change", "dr-lee"],
    ["add", "Dr. Lee"],
    ["remove", "Dr. Lee"],
  ])
    expect(await stand.fax(["contacts", ...wrong])).toMatchObject({ code: 2 });
});

test("refusals and health", async () => {
  const refusal = {
    created_at: "2026-10-02T14:00:00.000Z",
    door: "mail",
    from: "a@example.com",
    to: ["1@fax.example.com"],
    reason: "sender_not_allowed",
    detail: "Add it.",
  };
  stand.play(({ path }) =>
    path === "/v2/refusals"
      ? { status: 200, body: { data: [refusal] } }
      : { status: 503, body: { data: { status: "degraded", table: "unreachable" } } },
  );
  expect((await stand.fax(["refusals"])).out).toContain("sender_not_allowed  Add it.");
  const health = await stand.fax(["health"], { env: { FAX_URL: stand.url } });
  expect(health.code).toBe(1);
  expect(health.out).toBe("status   degraded\ntable    unreachable\n");
});

test("simulate: inbound with the document in the body, numbers, clock", async () => {
  stand.play(({ path }) =>
    path === "/_control/numbers"
      ? { status: 200, body: [{ number: "+13125550101", outcome: "busy", failure_reason: "user_busy" }] }
      : { status: 200, body: { fax_id: "c-77" } },
  );
  const file = stand.file("in.pdf", "%PDF-1.4 in");
  const inbound = await stand.fax([
    "simulate",
    "inbound",
    file,
    "--from",
    "415-555-0166",
    "--to",
    "+13125790015",
    "--dead-link",
    "--json",
  ]);
  expect(inbound.json()).toEqual({ id: inboundFaxId("c-77"), carrier_fax_id: "c-77" });
  expect(stand.seen[0]?.headers.authorization).toBeUndefined();
  expect(JSON.parse(stand.seen[0]?.body.toString() ?? "")).toEqual({
    from: "+14155550166",
    to: "+13125790015",
    document_base64: Buffer.from("%PDF-1.4 in").toString("base64"),
    dead_link: true,
  });
  expect((await stand.fax(["simulate", "numbers"])).out).toContain("+13125550101  busy     user_busy");
  await stand.fax(["simulate", "clock", "600"]);
  expect(JSON.parse(stand.seen.at(-1)?.body.toString() ?? "")).toEqual({ advance_seconds: 600 });
});
