import { describe, expect, it } from "vitest";
import { createFaxBody } from "../../core/api/create-fax.ts";
import { validate } from "../../core/api/validation.ts";
import { Problem } from "../../core/errors.ts";
import { sendFax, type SendDeps, type SendOrder } from "../../core/operations/send-fax.ts";
import { noon, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

function office(rules: Partial<SendDeps["rules"]> = {}) {
  const table = memoryFaxes();
  const parts = new Map<string, Uint8Array>();
  const deps: SendDeps = {
    rules: {
      connectionId: "234423",
      defaultFrom: "+12065550117",
      allowedCountries: ["US", "CA"],
      maxFaxesPerDay: 2,
      fetchRule: { allowOrigins: [] },
      giveUpAfterSeconds: 3_600,
      ...rules,
    },
    now: () => noon,
    createFax: async (fax, request) =>
      table.faxes.size >= deps.rules.maxFaxesPerDay && !table.faxes.has(fax.id)
        ? "daily_limit"
        : table.createFax(fax, request),
    listMailboxes: async () => [],
    storePart: async (key, bytes) => void parts.set(key, bytes),
    readFax: async (id) => {
      const request = table.requests.get(id);
      return request && { fax: table.outbound(id), request };
    },
  };
  const send = (body: Record<string, unknown>, more: Partial<SendOrder> = {}) =>
    sendFax(deps, {
      faxId: uuid("fax"),
      body: validate(createFaxBody, { to: "+13125550148", ...body }),
      contents: [],
      mayRepeat: false,
      origin: { door: "api", by: "key_first" },
      ...more,
    });
  return { table, parts, send };
}

const faultOf = async (sent: Promise<unknown>) => {
  const error = await sent.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Problem)) throw new Error("the order was not refused with a Problem");
  return { status: error.status, code: error.errors[0]?.code, source: error.errors[0]?.source };
};

describe("accepted means kept", () => {
  it("given a URL, then fax and request are stored, the fax preparing", async () => {
    const { table, send } = office();
    const url = "https://docs.example.com/a.pdf";
    const { fax, request } = await send({
      media_url: url,
      client_state: "aGk=",
      webhook_url: "https://me.example/",
    });
    expect(table.outbound(fax.id)).toEqual(fax);
    expect(table.requests.get(fax.id)).toEqual(request);
    expect(fax).toMatchObject({
      status: "preparing",
      from: "+12065550117",
      connectionId: "234423",
      createdAt: noon,
    });
    expect(fax).not.toHaveProperty("uploadExpiresAt");
    expect(fax.hearers).toEqual(["url"]);
    expect(request).toMatchObject({
      media: { kind: "url", url },
      clientState: "aGk=",
      webhookUrl: "https://me.example/",
    });
  });

  it("given no media, or the empty one of the quickstart, then an upload is awaited for a day", async () => {
    for (const body of [{}, { media_url: "" }, { media_url: null }]) {
      const { fax, request } = await office().send({ ...body, upload_content_type: "application/pdf" });
      expect(fax.uploadExpiresAt).toBe(noon + 86_400_000);
      expect(request.media).toEqual({ kind: "upload", contentType: "application/pdf" });
    }
  });

  it("given documents sent along, then they are stored before the fax is, in their order", async () => {
    const { table, parts, send } = office();
    const contents = [Buffer.from("%PDF-one"), Buffer.from("%PDF-two")];
    const { request } = await send({}, { contents });
    const keys = request.media.kind === "parts" ? request.media.keys : [];
    expect(keys.map((key) => Buffer.from(parts.get(key) ?? []).toString())).toEqual(["%PDF-one", "%PDF-two"]);
    expect(table.faxes.size).toBe(1);
  });

  it("given a list of links, then all are fetched in their order", async () => {
    const urls = ["https://docs.example.com/a.pdf", "https://docs.example.com/b.pdf"];
    const { request } = await office().send({ media_url: urls });
    expect(request.media).toEqual({ kind: "several", parts: urls.map((url) => ({ url })) });
  });

  it("given links and documents in one list, then these are stored, and the order is kept", async () => {
    const { parts, send } = office();
    const url = "https://docs.example.com/a.pdf";
    const contents = Buffer.from("%PDF-one").toString("base64");
    const { request } = await send({ documents: [{ contents }, { media_url: url }] });
    const [[key = "", bytes] = []] = [...parts];
    expect(Buffer.from(bytes ?? []).toString()).toBe("%PDF-one");
    expect(request.media).toEqual({ kind: "several", parts: [{ key }, { url }] });
  });

  it("a list of one link, or of documents alone, is no other thing than they are", async () => {
    const url = "https://docs.example.com/a.pdf";
    expect((await office().send({ media_url: [url] })).request.media).toEqual({ kind: "url", url });
    const { request } = await office().send({ documents: [{ contents: "JVBERi0=" }] });
    expect(request.media.kind).toBe("parts");
  });

  it("given a crash while the documents are stored, then no fax exists", async () => {
    const { table, send } = office();
    const contents = [Buffer.from("%PDF-one")];
    const failing = office();
    failing.parts.set = () => {
      throw new Error("the process ended");
    };
    await expect(failing.send({}, { contents })).rejects.toThrow();
    expect(failing.table.faxes.size).toBe(0);
    await send({}, { contents });
    expect(table.faxes.size).toBe(1);
  });
});

describe("the same order again", () => {
  it("answers the fax as it stands, whatever the order of its fields", async () => {
    const { table, send } = office();
    const { fax } = await send({ quality: "high", reference: "7" });
    table.faxes.set(fax.id, { ...fax, status: "queued" });
    const again = await send({ reference: "7", quality: "high", media_url: "" });
    expect(again.fax.status).toBe("queued");
    expect(table.faxes.size).toBe(1);
  });

  it("with another body, or other documents, is refused with 422", async () => {
    const { send } = office();
    await send({ reference: "7" }, { contents: [Buffer.from("%PDF-one")] });
    const used = { status: 422, code: "idempotency_key_reused", source: { parameter: "Idempotency-Key" } };
    expect(await faultOf(send({ reference: "8" }, { contents: [Buffer.from("%PDF-one")] }))).toEqual(used);
    expect(await faultOf(send({ reference: "7" }, { contents: [Buffer.from("%PDF-two")] }))).toEqual(used);
  });

  it("with other documents in its list is refused, with the same answered", async () => {
    const { send } = office();
    const url = "https://docs.example.com/a.pdf";
    const order = (contents: string) =>
      send({ documents: [{ media_url: url }, { contents }] }, { mayRepeat: true });
    const { fax } = await order("JVBERi0x");
    expect((await order("JVBERi0x")).fax.id).toBe(fax.id);
    expect(await faultOf(order("JVBERi0y"))).toMatchObject({ code: "idempotency_key_reused" });
    const turned = send({ documents: [{ contents: "JVBERi0x" }, { media_url: url }] }, { mayRepeat: true });
    expect(await faultOf(turned)).toMatchObject({ code: "idempotency_key_reused" });
  });

  it("of a fax deleted since is refused, not sent anew", async () => {
    const { table, send } = office();
    const { fax } = await send({});
    table.requests.delete(fax.id);
    expect(await faultOf(send({}))).toMatchObject({ code: "idempotency_key_reused" });
  });
});

describe("what is wrong in the order itself", () => {
  it.each([
    [{ connection_id: "1" }, {}, "10017", "/connection_id"],
    [{ webhook_url: "http://me.example/" }, {}, "10003", "/webhook_url"],
    [{ webhook_url: "https://10.0.0.1/" }, {}, "10003", "/webhook_url"],
    [{}, { defaultFrom: "" }, "10004", "/from"],
    [{ to: "+442079460000" }, {}, "country_not_allowed", "/to"],
    [{ to: "+18765550148" }, {}, "country_not_allowed", "/to"],
    [{ to: "+99912345678" }, {}, "country_not_allowed", "/to"],
    [{ media_url: "https://127.0.0.1/a.pdf" }, {}, undefined, "/media_url"],
    [{ media_url: "http://docs.example.com/a.pdf" }, {}, undefined, "/media_url"],
  ])("%j with rules %j is refused", async (body, rules, code, pointer) => {
    const { table, send } = office(rules);
    const fault = await faultOf(send(body));
    expect(fault).toMatchObject({ status: 422, source: { pointer } });
    if (code) expect(fault.code).toBe(code);
    expect(table.faxes.size).toBe(0);
  });

  it("a URL and documents at once are refused", async () => {
    const { parts, send } = office();
    const both = send({ media_url: "https://docs.example.com/a.pdf" }, { contents: [Buffer.from("%PDF-")] });
    expect(await faultOf(both)).toMatchObject({ status: 422, source: { pointer: "/media_url" } });
    expect(parts.size).toBe(0);
  });

  it("the configured connection may be named", async () => {
    expect((await office().send({ connection_id: "234423" })).fax.status).toBe("preparing");
  });

  it("beyond the day's limit is refused with 429 and the seconds until midnight UTC", async () => {
    const { send } = office({ maxFaxesPerDay: 1 });
    await send({});
    const late = send({}, { faxId: uuid("second") });
    expect(await faultOf(late)).toMatchObject({ status: 429, code: "daily_limit_reached" });
    await late.catch((error: Problem) => expect(error.headers).toEqual({ "retry-after": String(12 * 3600) }));
  });
});

describe("how long a fax is tried", () => {
  it("every fax has a time to give up: its own, else so long after creation as fax, key or installation says", async () => {
    const giveUpAt = async (body: Record<string, unknown>, more: Partial<SendOrder> = {}) => {
      const { fax } = await office().send(body, more);
      return ((fax.giveUpAt ?? 0) - noon) / 1000;
    };
    expect(await giveUpAt({})).toBe(3_600);
    const keyRetry = { give_up_after_seconds: 600 };
    expect(await giveUpAt({}, { keyRetry })).toBe(600);
    expect(await giveUpAt({ retry: { give_up_after_seconds: 60 } }, { keyRetry })).toBe(60);
    const give_up_at = new Date(noon + 7_000).toISOString();
    expect(await giveUpAt({ give_up_at, retry: { give_up_after_seconds: 60 } })).toBe(7);
  });

  it("what the fax asks goes before what its key says, and only what was said is kept", async () => {
    const keyRetry = { max_attempts: 2, busy: { redials: 1 } };
    const { fax } = await office().send({ retry: { busy: { pauses_seconds: [60] } } }, { keyRetry });
    expect(fax.retry).toEqual({ max_attempts: 2, busy: { redials: 1, pauses_seconds: [60] } });
    expect((await office().send({})).fax).not.toHaveProperty("retry");
  });

  it.each([
    [{ max_attempts: 0 }, "10033", "/retry/max_attempts"],
    [{ max_attempts: 21 }, "10033", "/retry/max_attempts"],
    [{ busy: { redials: 21 } }, "10033", "/retry/busy/redials"],
    [{ busy: { pauses_seconds: [9] } }, "10033", "/retry/busy/pauses_seconds/0"],
    [{ busy: { pauses_seconds: [86_401] } }, "10033", "/retry/busy/pauses_seconds/0"],
    [{ busy: { pauses_seconds: [] } }, "10025", "/retry/busy/pauses_seconds"],
    [{ busy: { pauses_seconds: Array<number>(11).fill(60) } }, "10025", "/retry/busy/pauses_seconds"],
    [{ busy: 3 }, "10026", "/retry/busy"],
    [{ bussy: {} }, "10026", "/retry/bussy"],
    [{ give_up_after_seconds: 59 }, "10033", "/retry/give_up_after_seconds"],
  ])("retry %j is refused with %s at %s", (retry, code, pointer) => {
    const fault = (() => {
      try {
        validate(createFaxBody, { to: "+13125550148", retry });
      } catch (error) {
        return error instanceof Problem ? error.errors[0] : undefined;
      }
      return undefined;
    })();
    expect(fault).toMatchObject({ code, source: { pointer } });
  });
});
