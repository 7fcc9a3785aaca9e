import { describe, expect, it } from "vitest";
import { resendFaxBody } from "../../core/api/resend-fax.ts";
import { validate } from "../../core/api/validation.ts";
import { Problem } from "../../core/errors.ts";
import type { Fax, FaxRequest } from "../../core/fax.ts";
import { documentKey, inboundKey } from "../../core/keys-in-bucket.ts";
import { resendFax, type ResendDeps } from "../../core/operations/resend-fax.ts";
import { document, inboundFax, noon, outboundFax, requestOf, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const later = uuid("later");
const delivered = outboundFax({
  status: "delivered",
  document,
  createdAt: noon - 5_000_000,
  settings: { quality: "normal", t38Enabled: false, fromDisplayName: "Clinic", blackThreshold: 90 },
  reference: "case-1",
  tags: ["a"],
  priority: "bulk",
  retry: { max_attempts: 3 },
  giveUpAt: noon - 4_000_000,
});

function office(earlier: Fax, objects = [documentKey(earlier.id), inboundKey(earlier.id)]) {
  const table = memoryFaxes(earlier);
  const copies: string[] = [];
  const linked: string[] = [];
  const deps: ResendDeps = {
    send: {
      rules: {
        connectionId: "234423",
        defaultFrom: "+12065550117",
        allowedCountries: ["US"],
        maxFaxesPerDay: 9,
        giveUpAfterSeconds: 3 * 86_400,
        fetchRule: { allowOrigins: [] },
      },
      now: () => noon,
      createFax: () => Promise.reject(new Error("a fax that is sent again is created with its link")),
      listMailboxes: async () => [],
      storePart: () => Promise.reject(new Error("nothing is stored anew")),
      readFax: async (id) => {
        const request = table.requests.get(id);
        return request && { fax: table.outbound(id), request };
      },
    },
    pagesKey: (fax) =>
      fax.document && (fax.direction === "inbound" ? inboundKey(fax.id) : documentKey(fax.id)),
    copyPages: async (from, to) => {
      copies.push(`${from} -> ${to}`);
      return objects.includes(from);
    },
    createResent: async (fax, request, of) => {
      if (table.faxes.get(of.id)?.deletedAt !== undefined) return "gone";
      linked.push(of.id);
      return table.createFax(fax, request);
    },
  };
  const resend = (
    body: Record<string, unknown> = {},
    request: FaxRequest | undefined = requestOf(earlier.id),
    mayRepeat = false,
  ) =>
    resendFax(deps, {
      faxId: later,
      earlier: { fax: earlier, request },
      body: validate(resendFaxBody, body),
      mayRepeat,
      origin: { door: "api", by: "key_first" },
    });
  return { table, copies, linked, deps, resend };
}

const faultOf = (sent: Promise<unknown>) =>
  sent.then(
    () => "accepted",
    (error: unknown) => (error instanceof Problem ? [error.status, error.errors[0]?.code] : "broke"),
  );

describe("sending a fax again", () => {
  it("makes a new fax with a copy of the same pages and all that was asked for the earlier one", async () => {
    const { copies, linked, resend } = office(delivered);
    const asked = requestOf(delivered.id, { clientState: "aGk=", webhookUrl: "https://me.example/" });
    const { fax, request } = await resend({}, asked);
    const { to, from, settings, reference, tags, priority, retry } = delivered;
    expect(fax).toMatchObject({
      id: later,
      status: "preparing",
      createdAt: noon,
      resendOf: delivered.id,
      ...{ to, from, settings, reference, tags, priority, retry },
    });
    expect(fax.giveUpAt).toBe(noon + 3 * 86_400_000);
    expect(fax.timeline.map(({ word }) => word)).toEqual(["accepted", "resend.of"]);
    const key = `parts/${later}/1-${document.sha256.slice(0, 16)}.pdf`;
    expect(copies).toEqual([`documents/${delivered.id}.pdf -> ${key}`]);
    expect(request).toMatchObject({
      media: { kind: "parts", keys: [key] },
      clientState: "aGk=",
      webhookUrl: "https://me.example/",
    });
    expect(linked).toEqual([delivered.id]);
  });

  it("what the body names is changed, null takes it away, the rest stays", async () => {
    const { resend } = office(delivered);
    const body = { to: "+13125550149", quality: "high", client_state: null, tags: [] };
    const { fax, request } = await resend(body, requestOf(delivered.id, { clientState: "aGk=" }));
    expect(fax).toMatchObject({ to: "+13125550149", reference: "case-1" });
    expect(fax.settings).toEqual({ ...delivered.settings, quality: "high" });
    expect(fax.tags).toBeUndefined();
    expect(request.clientState).toBeUndefined();
  });

  it.each(["failed", "canceled"] as const)("one that %s can be sent again, too", async (status) => {
    expect(await faultOf(office({ ...delivered, status }).resend())).toBe("accepted");
  });

  it("the same order again is the same fax; with another body, or of another fax, it is refused", async () => {
    const { table, copies, deps, resend } = office(delivered);
    await resend({}, undefined, true);
    expect((await resend({}, undefined, true)).fax.id).toBe(later);
    expect(copies).toHaveLength(1);
    expect(table.faxes.size).toBe(2);
    expect(await faultOf(resend({ to: "+13125550149" }, undefined, true))).toEqual([
      422,
      "idempotency_key_reused",
    ]);
    const twin = { ...delivered, id: uuid("twin") };
    const again = resendFax(deps, {
      faxId: later,
      earlier: { fax: twin, request: undefined },
      body: {},
      mayRepeat: true,
      origin: { door: "api", by: "key_first" },
    });
    expect(await faultOf(again)).toEqual([422, "idempotency_key_reused"]);
  });

  it("one that was received can be sent on, from the installation's number, if the order says where to", async () => {
    const received = inboundFax({ status: "received", document });
    const { copies, resend } = office(received);
    expect(await faultOf(resend())).toEqual([422, "10004"]);
    expect((await resend({ to: "+13125550149" })).fax).toMatchObject({
      to: "+13125550149",
      from: "+12065550117",
      resendOf: received.id,
    });
    expect(copies[0]).toContain(`inbound/${received.id} -> parts/${later}/`);
    const tiff = { ...received, document: { ...document, contentType: "image/tiff" as const } };
    expect((await office(tiff).resend({ to: "+13125550149" })).fax.resendOf).toBe(received.id);
  });

  it.each([
    ["still open", { ...delivered, status: "queued" as const }, "fax_open"],
    ["still coming in", inboundFax({ status: "fetching", document }), "fax_open"],
  ])("one that is %s is refused", async (_what, fax, code) => {
    expect(await faultOf(office(fax).resend({ to: "+13125550149" }))).toEqual([422, code]);
  });

  it("one whose pages never came, or are gone, is refused, and nothing is created", async () => {
    const { document: _none, ...without } = delivered;
    expect(await faultOf(office(without).resend())).toEqual([422, "pages_gone"]);
    const { table, resend } = office(delivered, []);
    expect(await faultOf(resend())).toEqual([422, "pages_gone"]);
    expect(table.faxes.size).toBe(1);
  });

  it("one that was deleted meanwhile is not there", async () => {
    const { table, resend } = office(delivered);
    await table.remove(delivered, noon);
    expect(await faultOf(resend())).toEqual([404, "10005"]);
  });

  it("the rules of sending hold: countries, limits of the day, no other pages", async () => {
    const { deps, resend } = office(delivered);
    expect(await faultOf(resend({ to: "+442079460000" }))).toEqual([422, "country_not_allowed"]);
    deps.createResent = async () => "daily_limit";
    expect(await faultOf(resend())).toEqual([429, "daily_limit_reached"]);
    expect(() => validate(resendFaxBody, { media_url: "https://docs.example.com/a.pdf" })).toThrow(Problem);
  });
});
