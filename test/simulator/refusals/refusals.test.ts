import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFaults, goodFax } from "./create-rows.ts";
import { refusedRequests, type Row } from "./rows.ts";
import { anyNumber, apiKey, ourNumber, startStage, until, type Stage } from "../stage.ts";

let stage: Stage;
let ids: Record<"delivered" | "inbound" | "application" | "profile" | "number", string>;
beforeAll(async () => {
  stage = await startStage();
  const delivered = await stage.send(anyNumber);
  await stage.ended(delivered);
  const { json } = await stage.control("/inbound", {
    from: anyNumber,
    to: ourNumber,
    failure_reason: "carrier_lost",
  });
  const [application] = (await stage.client.faxApplications.list()).data;
  const [profile] = (await stage.client.outboundVoiceProfiles.list()).data;
  const [number] = (await stage.client.phoneNumbers.list()).data;
  ids = {
    delivered,
    inbound: json.fax_id,
    application: application?.id ?? "",
    profile: profile?.id ?? "",
    number: number?.id ?? "",
  };
  await until(() => stage.receiver.types(ids.inbound).includes("fax.failed"));
});
afterAll(() => stage.close());

const call = (request: string, body: Row[1], headers: Record<string, string> = {}) => {
  const [method = "", path = ""] = request.split(" ");
  const url = path.replace(/\{(\w+)\}/, (_, name: keyof typeof ids) => ids[name]);
  return fetch(`${stage.simulator.apiBase}${url}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
};

const expectRefusal = async (response: Response, status: number, code: string, source?: string) => {
  const { errors } = (await response.json()) as { errors: Record<string, any>[] };
  expect(response.status).toBe(status);
  expect(errors).toEqual([
    {
      code,
      title: expect.stringMatching(/./),
      detail: expect.stringMatching(/./),
      ...(source ? { source: { [source.startsWith("/") ? "pointer" : "parameter"]: source } } : {}),
      meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
    },
  ]);
};

describe("a bad request is refused with status, code and the field it is about", () => {
  test.each(refusedRequests)("%s %j -> %i %s %s", async (request, body, status, code, source) => {
    await expectRefusal(await call(request, body), status, code, source);
  });

  test.each(createFaults)("a fax with %s %j -> 422 %s %s", async (_what, change, code, pointer) => {
    await expectRefusal(await call("POST /faxes", { ...goodFax, ...change }), 422, code, pointer);
  });

  test("several faults of a fax are told at once", async () => {
    const response = await call("POST /faxes", { to: "x", quality: 1 });
    const { errors } = (await response.json()) as { errors: { source: { pointer: string } }[] };
    const pointers = ["/connection_id", "/to", "/from", "/media_url", "/quality"];
    expect(errors.map(({ source }) => source.pointer)).toEqual(pointers);
  });

  test("there are rows enough, and one for every code of a refusal that a request alone can bring about", () => {
    expect(refusedRequests.length + createFaults.length).toBeGreaterThanOrEqual(40);
    const codes = new Set([...refusedRequests.map((row) => row[3]), ...createFaults.map((row) => row[2])]);
    const listed =
      "10003 10004 10005 10006 10007 10011 10015 10016 10017 10021 10023 10025 10026 10032 10033 90017 90080 90081";
    expect([...codes].sort()).toEqual(listed.split(" "));
  });

  test.each(["Bearer KEY_of_a_stranger", "Basic KEY_of_the_tests", "KEY_of_the_tests", ""])(
    "the key %j -> 401 10009",
    async (authorization) => {
      for (const path of ["faxes", "fax_applications", "phone_numbers", "balance", "webhook_deliveries"]) {
        await expectRefusal(await call(`GET /${path}`, undefined, { authorization }), 401, "10009");
      }
    },
  );

  test.each(["POST /faxes", "POST /fax_applications", "PATCH /fax_applications/{application}"])(
    "%s as plain text -> 415 10014",
    async (request) => {
      await expectRefusal(await call(request, "hi", { "content-type": "text/plain" }), 415, "10014");
    },
  );

  test("a form whose boundary is missing -> 400 10015", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    await expectRefusal(await call("POST /faxes", "nonsense", headers), 400, "10015");
  });

  test("a body beyond 21 MB -> 413 10015", async () => {
    await expectRefusal(await call("POST /faxes", "x".repeat(22 * 1024 * 1024)), 413, "10015");
  });

  test("429 says how long to wait", async () => {
    const { headers } = await call("POST /faxes", { ...goodFax, to: "+14155550106" });
    const limit = Number(headers.get("x-ratelimit-limit"));
    expect(limit).toBeGreaterThan(0);
    expect(headers.get("x-ratelimit-remaining")).toBe("0");
    expect(Number(headers.get("x-ratelimit-reset"))).toBeGreaterThan(0);
  });

  test("nothing that was refused exists", async () => {
    expect((await stage.client.faxes.list()).data.map(({ id }) => id)).toEqual([ids.inbound, ids.delivered]);
    expect((await stage.client.faxApplications.list()).data).toHaveLength(1);
    expect((await stage.client.outboundVoiceProfiles.list()).data).toHaveLength(1);
    expect((await stage.client.phoneNumbers.list()).data).toHaveLength(1);
  });
});
