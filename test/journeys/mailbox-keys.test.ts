import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { routes } from "../../lib/http-api.ts";
import { randomPdf } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

const [deskNumber, labNumber, far] = ["+13125790015", "+13125550200", "+13127367276"];
type Holder = { mailbox: string; keyId: string; headers: Record<string, string> };
type Side = Holder & { sent: string; came: string };
let run: Journey;
let [desk, lab] = [{} as Side, {} as Side];

beforeAll(async () => {
  run = await openJourney();
  await buyNumber(labNumber);
  const [atDesk, inLab] = [await openMailbox("Front desk", deskNumber), await openMailbox("Lab", labNumber)];
  desk = { ...atDesk, ...(await faxes(deskNumber, atDesk)) };
  lab = { ...inLab, ...(await faxes(labNumber, inLab)) };
});
afterAll(() => run.end());

const post = async (path: string, body: object, headers: Record<string, string> = {}) =>
  (await run.call(path, { method: "POST", body: JSON.stringify(body), headers })).body?.data;
const as = (side: Holder, path: string, init: RequestInit = {}) =>
  run.call(path, { ...init, headers: { ...side.headers, ...init.headers } });
const list = async (side: Side, query = "") =>
  (await as(side, `/v2/faxes${query}`)).body.data.map(({ id }: { id: string }) => id);

/** At the carrier, for the application that the installation has there. */
async function buyNumber(phone_number: string): Promise<void> {
  const { status } = await fetch(`${run.facts.simulatorUrl}/v2/number_orders`, {
    method: "POST",
    headers: { authorization: "Bearer KEY-laptop-simulator", "content-type": "application/json" },
    body: JSON.stringify({ connection_id: "234423", phone_numbers: [{ phone_number }] }),
  });
  expect(status).toBe(200);
}

/** A mailbox of one number, and a key of it. */
async function openMailbox(name: string, number: string): Promise<Holder> {
  const { id: mailbox } = await post("/v2/mailboxes", { name, numbers: [number] });
  const { id: keyId, key } = await post("/v2/keys", { name, mailbox_id: mailbox });
  return { mailbox, keyId, headers: { authorization: `Bearer ${key}` } };
}

/** A fax that the number sent, with its mailbox's key, and one that came in on it. */
async function faxes(number: string, { headers }: Holder): Promise<{ sent: string; came: string }> {
  const contents = randomPdf().toString("base64");
  const order = { to: far, from: number, documents: [{ contents }] };
  const { id: sent } = await post("/v2/faxes", order, headers);
  const document_base64 = randomPdf().toString("base64");
  const { fax_id } = await run.control("/inbound", { from: "+14155550166", to: number, document_base64 });
  const came = inboundFaxId(fax_id);
  await Promise.all([run.fax(sent, "delivered"), run.fax(came, "received")]);
  return { sent, came };
}

/** Everything that can be asked of one fax, in an order in which each can be answered. */
const acts: [method: string, path: string, answer: number][] = [
  ["GET", "", 200],
  ["GET", "/document", 200],
  ["GET", "/pages", 200],
  ["GET", "/pages/1.png", 200],
  ["GET", "/receipt", 200],
  ["POST", "/actions/resend", 202],
  ["POST", "/actions/cancel", 422],
  ["POST", "/actions/refresh", 422],
  ["DELETE", "", 204],
];

describe("a key of a mailbox", () => {
  it("lists the faxes of its mailbox and no others, by page and by filter", async () => {
    for (const [side, other] of [
      [desk, lab],
      [lab, desk],
    ] as const) {
      expect((await list(side)).sort()).toEqual([side.sent, side.came].sort());
      expect(await list(side, "?filter[direction][eq]=inbound")).toEqual([side.came]);
      expect(await list(side, "?filter[status][eq]=delivered")).toEqual([side.sent]);
      const there = encodeURIComponent(side === desk ? labNumber : deskNumber);
      for (const filter of ["from", "to"]) {
        expect(await list(side, `?filter[${filter}][eq]=${there}`)).toEqual([]);
      }
      expect(await list(side, `?filter[to][eq]=${encodeURIComponent(far)}`)).toEqual([side.sent]);
      expect((await list(side)).includes(other.sent)).toBe(false);
    }
    const all = (await run.call("/v2/faxes")).body.data.map(({ id }: { id: string }) => id);
    expect(all.sort()).toEqual([desk.sent, desk.came, lab.sent, lab.came].sort());
  });

  it("sees its own mailbox and no other", async () => {
    const mailboxes = (await as(desk, "/v2/mailboxes")).body.data;
    expect(mailboxes).toMatchObject([{ id: desk.mailbox, numbers: [deskNumber] }]);
    expect((await as(desk, `/v2/mailboxes/${desk.mailbox}`)).status).toBe(200);
    const strange = await as(desk, `/v2/mailboxes/${lab.mailbox}`);
    const missing = await as(desk, "/v2/mailboxes/mbx_0000000000000000");
    expect([strange.status, strange.body]).toEqual([404, missing.body]);
  });

  it("finds another mailbox's fax as little as one that never was, whatever it asks of it", async () => {
    for (const [method, path] of acts) {
      const missing = await as(lab, `/v2/faxes/${crypto.randomUUID()}${path}`, { method });
      expect(missing.status, `${method} ${path}`).toBe(404);
      for (const id of [desk.sent, desk.came]) {
        const { status, body } = await as(lab, `/v2/faxes/${id}${path}`, { method });
        expect([status, body], `${method} ${path}`).toEqual([404, missing.body]);
      }
    }
    for (const id of [desk.sent, desk.came]) expect((await as(desk, `/v2/faxes/${id}`)).status).toBe(200);
    expect(await list(desk)).toHaveLength(2);
  });

  it("may do with its own what any key may", async () => {
    const { headers } = desk;
    const refreshed = await as(desk, `/v2/faxes/${desk.came}/actions/refresh`, { method: "POST" });
    expect(refreshed.status).toBe(200);
    for (const [method, path, answer] of acts) {
      const { status, body } = await run.call(`/v2/faxes/${desk.sent}${path}`, { method, headers });
      expect(status, `${method} ${path}`).toBe(answer);
      if (path === "/actions/resend") expect(body.data.from).toBe(deskNumber);
    }
  });

  /** What a key of a mailbox may ask besides one fax; the rest of the API is the whole installation's. */
  const open = [
    ["GET /v2/faxes", 200],
    ["POST /v2/faxes", 422],
    ["POST /v2/preview", 422],
    ["GET /v2/covers", 200],
    ["GET /v2/contacts", 200],
    ["GET /v2/mailboxes", 200],
    ["GET /v2/contacts/{id}", 404],
    ["GET /v2/mailboxes/{id}", 404],
  ] as const;

  it("is refused by every other route that needs a key", async () => {
    const needsNone = ["/v2/health", "/webhooks/telnyx", "/docs", "/openapi.json", "/links/{token}"];
    for (const { method, path } of routes.filter((route) => !needsNone.includes(route.path))) {
      const [, known] = open.find(([route]) => route === `${method} ${path}`) ?? [];
      const expected = known ?? (path.startsWith("/v2/faxes/") ? 404 : 403);
      const asked = path.replace(/\{\w+\}/g, "1");
      const body = String(method) === "GET" ? {} : { body: "{}" };
      const headers = { "content-type": "application/json" };
      const answer = await as(lab, asked, { method, headers, ...body });
      expect(answer.status, `${method} ${path}`).toBe(expected);
    }
    const { body } = await as(lab, "/v2/broadcasts");
    expect(body.errors[0]).toMatchObject({
      code: "not_permitted",
      detail: expect.stringMatching(/key of a mailbox/),
    });
  });

  it("moves with its mailbox's numbers and its own mailbox, within a minute, and sees nothing once that is gone", async () => {
    const moved = await run.call(`/v2/keys/${desk.keyId}`, {
      method: "PATCH",
      body: JSON.stringify({ mailbox_id: lab.mailbox }),
    });
    expect(moved.body.data).toMatchObject({ mailbox_id: lab.mailbox });
    await run.control("/clock", { advance_seconds: 61 });
    expect((await list(desk)).sort()).toEqual([lab.sent, lab.came].sort());
    expect((await as(desk, `/v2/faxes/${desk.came}/pages`)).status).toBe(404);
    expect((await as(desk, `/v2/faxes/${lab.came}/pages`)).status).toBe(200);

    expect((await run.call(`/v2/mailboxes/${lab.mailbox}`, { method: "DELETE" })).status).toBe(204);
    await run.control("/clock", { advance_seconds: 61 });
    expect(await list(desk)).toEqual([]);
    expect((await as(desk, "/v2/mailboxes")).body.data).toEqual([]);
    for (const path of ["", "/pages"]) {
      expect((await as(lab, `/v2/faxes/${lab.came}${path}`)).status).toBe(404);
    }
    expect((await run.call(`/v2/faxes/${lab.came}`)).status).toBe(200);
  });
});
