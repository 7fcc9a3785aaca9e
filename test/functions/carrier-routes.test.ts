import { describe, expect, it } from "vitest";
import { opened, type Breaker } from "../../core/breaker.ts";
import { keyFingerprint } from "../../core/carrier-setup.ts";
import { carrierRoutes } from "../../functions/runtime/carrier-routes.ts";
import { firstKey } from "../../functions/runtime/authenticate.ts";

/** A deployment whose carrier takes the keys in `living` and says nothing of those in `silent`. */
function desk(stored?: string) {
  const state = {
    key: stored,
    scopes: [] as string[],
    closed: 0,
    breaker: undefined as Breaker | undefined,
  };
  const app = carrierRoutes({
    authenticate: async (_request, scope) => {
      state.scopes.push(scope);
      return firstKey("");
    },
    setup: async () => ({
      baseUrl: "https://api.telnyx.com/v2",
      connectionId: "234423",
      from: "",
      publicKeys: [],
      key: state.key,
      keyParameter: "/ServerlessFax/carrier-key",
      mediaLink: "stream",
      allowedCountries: ["US"],
      defaultCountry: "US",
      maxFaxesPerDay: 1000,
      mailDomain: "",
      header: undefined,
      breaker: state.breaker,
    }),
    isKeyTaken: async (key) => (key === "KEYliving" ? true : key === "KEYdead" ? false : undefined),
    storeKey: async (key) => void (state.key = key),
    closeForNewKey: async () => void state.closed++,
    resume: async () => {
      const was = state.breaker;
      state.breaker = undefined;
      return was;
    },
  });
  const call = async (method: string, body?: unknown, path = "/v2/carrier") => {
    const response = await app.request(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, text: await response.text() };
  };
  return { state, call };
}

describe("the carrier's set-up", () => {
  it("is shown with the key's fingerprint and never the key; what is not set is null", async () => {
    const { call, state } = desk("KEYstored");
    const { status, text } = await call("GET");
    expect(status).toBe(200);
    expect(text).not.toContain("KEYstored");
    expect(JSON.parse(text).data).toMatchObject({
      key_stored: true,
      key_fingerprint: keyFingerprint("KEYstored"),
      connection_id: "234423",
      from: null,
      mail_domain: null,
    });
    expect(state.scopes).toEqual(["admin"]);
  });

  it("takes a key that the carrier takes, and one it says nothing about", async () => {
    for (const key of ["KEYliving", "KEYunheard"]) {
      const { call, state } = desk();
      const { status, text } = await call("PUT", { api_key: ` ${key}\n` });
      expect([status, state.key]).toEqual([200, key]);
      expect(state.closed).toBe(1);
      expect(JSON.parse(text).data.key_fingerprint).toBe(keyFingerprint(key));
      expect(text).not.toContain(key);
      expect(state.scopes).toEqual(["admin"]);
    }
  });

  it("refuses a key that the carrier refuses, keeps the one before, and does not repeat it", async () => {
    const { call, state } = desk("KEYliving");
    const { status, text } = await call("PUT", { api_key: "KEYdead" });
    expect([status, state.key]).toEqual([422, "KEYliving"]);
    expect(JSON.parse(text).errors).toMatchObject([
      { code: "carrier_key_refused", source: { pointer: "/api_key" } },
    ]);
    expect(text).not.toContain("KEYdead");
    expect(state.closed).toBe(0);
  });

  it.each([
    ["none", {}],
    ["an empty one", { api_key: " " }],
    ["one with a curly quote", { api_key: "“KEY”" }],
    ["one with a line break", { api_key: "KEY\nKEY" }],
    ["no text", { api_key: 4 }],
    ["one too long", { api_key: "K".repeat(501) }],
  ])("refuses %s with the field's name", async (_, body) => {
    const { call, state } = desk();
    const { status, text } = await call("PUT", body);
    expect(status).toBe(422);
    expect(JSON.parse(text).errors[0].source).toEqual({ pointer: "/api_key" });
    expect(state.key).toBeUndefined();
  });
});

describe("the breaker", () => {
  it("is shown with why, what to do and when one fax is tried; resume answers what was open", async () => {
    const { call, state } = desk("KEYstored");
    expect(JSON.parse((await call("GET")).text).data.breaker).toBeNull();
    state.breaker = opened("account_disabled", Date.parse("2026-10-02T14:00:00Z"));
    const shown = {
      reason: "account_disabled",
      open_since: "2026-10-02T14:00:00.000Z",
      next_probe_at: "2026-10-02T14:05:00.000Z",
    };
    const { breaker } = JSON.parse((await call("GET")).text).data;
    expect(breaker).toMatchObject(shown);
    expect(breaker.detail).toContain("out of funds");
    const resume = () => call("POST", undefined, "/v2/carrier/actions/resume");
    expect(JSON.parse((await resume()).text).data).toMatchObject({ result: "ok", was_open: shown });
    expect(JSON.parse((await resume()).text).data).toEqual({ result: "ok", was_open: null });
    expect(state.scopes.slice(-2)).toEqual(["admin", "admin"]);
  });
});
