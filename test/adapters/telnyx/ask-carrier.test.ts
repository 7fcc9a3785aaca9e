import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { faxAtCarrier, listAtCarrier } from "../../../adapters/telnyx/ask-carrier.ts";
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
const listPage = (number: number, total: number, ...ids: string[]) => counted(9, number, total, ...ids);
const counted = (results: number | undefined, number: number, total: number, ...ids: string[]) => ({
  status: 200,
  body: {
    data: ids.map((id) => ({ id, status: "sending" })),
    meta: { page_number: number, page_size: 100, total_pages: total, total_results: results },
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
    const { faxes } = await listAtCarrier(door(), "outbound", noon, noon + 60_000);
    expect(faxes.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const asked = server.seen.map(({ path }) => new URL(path, server.url).searchParams);
    expect(asked.map((query) => query.get("page[number]"))).toEqual(["1", "2", "3"]);
    for (const query of asked) {
      expect(query.get("filter[direction][eq]")).toBe("outbound");
      expect(query.get("filter[created_at][gte]")).toBe("2026-10-02T12:00:00.000Z");
      expect(query.get("filter[to][eq]")).toBeNull();
    }
  });

  it.each([
    ["all that it counts", 3, ["a", "b"], ["c"], { isComplete: true, isShort: false }],
    [
      "the same entry twice, as a list does that grows meanwhile",
      3,
      ["a", "b"],
      ["b", "c"],
      { isComplete: true, isShort: false },
    ],
    ["less than it counts", 4, ["a", "b"], ["c"], { isComplete: false, isShort: true }],
    ["more than it counts", 2, ["a", "b"], ["c"], { isComplete: false, isShort: false }],
    ["no count", undefined, ["a", "b"], ["c"], { isComplete: false, isShort: false }],
  ])("says whether it is whole: %s", async (_what, results, first, second, expected) => {
    answers = [counted(results, 1, 2, ...first), counted(results, 2, 2, ...second)];
    expect(await listAtCarrier(door(), "outbound", noon, noon + 60_000)).toMatchObject(expected);
  });

  it("reads what came in between two times", async () => {
    answers = [listPage(1, 1, "a")];
    await listAtCarrier(door(), "inbound", noon, noon + 60_000);
    const query = new URL(server.seen[0]?.path ?? "", server.url).searchParams;
    expect(query.get("filter[direction][eq]")).toBe("inbound");
    expect(query.get("filter[created_at][gte]")).toBe("2026-10-02T12:00:00.000Z");
    expect(query.get("filter[created_at][lte]")).toBe("2026-10-02T12:01:00.000Z");
  });

  it("is no answer where a page is missing or unreadable: a part of a list proves nothing", async () => {
    answers = [listPage(1, 2, "a"), { status: 502, body: {} }];
    await expect(listAtCarrier(door(), "outbound", noon, noon + 60_000)).rejects.toThrow("502");
    answers = [{ status: 200, body: { data: [] } }];
    await expect(listAtCarrier(door(), "outbound", noon, noon + 60_000)).rejects.toThrow();
  });
});
