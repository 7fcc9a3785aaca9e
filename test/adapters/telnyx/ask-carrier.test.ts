import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { faxAtCarrier, outboundAtCarrier } from "../../../adapters/telnyx/ask-carrier.ts";
import { noon } from "../../support/faxes.ts";
import { startScripted, type ScriptedServer } from "../../support/scripted-server.ts";

let server: ScriptedServer;
let answers: { status: number; body: unknown }[] = [];
beforeAll(async () => {
  server = await startScripted((_request, response) => {
    const { status, body } = answers.shift() ?? { status: 500, body: {} };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
});
beforeEach(() => {
  server.seen.length = 0;
  answers = [];
});
afterAll(() => server.close());

const door = () => ({ baseUrl: server.url, key: "KEY" });
const wire = {
  id: "c-1",
  status: "failed",
  failure_reason: "user_busy",
  client_state: "aGk=",
  updated_at: "2026-10-02T12:00:00Z",
};
const listPage = (number: number, total: number, ...ids: string[]) => ({
  status: 200,
  body: {
    data: ids.map((id) => ({ id, status: "sending" })),
    meta: { page_number: number, page_size: 100, total_pages: total, total_results: 9 },
  },
});

describe("asking the carrier for one fax", () => {
  it("reads status, reason, key and time", async () => {
    answers = [{ status: 200, body: { data: wire } }];
    expect(await faxAtCarrier(door(), "c/1")).toEqual({
      id: "c-1",
      status: "failed",
      failureReason: "user_busy",
      clientState: "aGk=",
      updatedAt: noon,
    });
    expect(server.seen[0]).toMatchObject({ method: "GET", path: "/faxes/c%2F1" });
  });

  it("knows of none after 404, and of nothing after any other answer", async () => {
    answers = [
      { status: 404, body: {} },
      { status: 503, body: {} },
    ];
    expect(await faxAtCarrier(door(), "c-1")).toBeUndefined();
    await expect(faxAtCarrier(door(), "c-1")).rejects.toThrow("503");
  });
});

describe("asking the carrier for its list", () => {
  it("reads all pages, without a number and only what is outbound", async () => {
    answers = [listPage(1, 3, "a", "b"), listPage(2, 3, "c"), listPage(3, 3)];
    expect((await outboundAtCarrier(door(), noon)).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const asked = server.seen.map(({ path }) => new URL(path, server.url).searchParams);
    expect(asked.map((query) => query.get("page[number]"))).toEqual(["1", "2", "3"]);
    for (const query of asked) {
      expect(query.get("filter[direction][eq]")).toBe("outbound");
      expect(query.get("filter[created_at][gte]")).toBe("2026-10-02T12:00:00.000Z");
      expect(query.get("filter[to][eq]")).toBeNull();
    }
  });

  it("is no answer where a page is missing or unreadable: a part of a list proves nothing", async () => {
    answers = [listPage(1, 2, "a"), { status: 502, body: {} }];
    await expect(outboundAtCarrier(door(), noon)).rejects.toThrow("502");
    answers = [{ status: 200, body: { data: [] } }];
    await expect(outboundAtCarrier(door(), noon)).rejects.toThrow();
  });
});
