import { describe, expect, it } from "vitest";
import { readListQuery, writeCursor } from "../../core/api/list-query.ts";
import { Problem } from "../../core/errors.ts";
import { faxStatuses } from "../../core/fax.ts";
import { uuid } from "../support/faxes.ts";

const base = { pageNumber: 1, pageSize: 20 };
const position = `2026-10-02T12:00:00.000Z#${uuid("fax")}`;
const at = Date.parse("2026-10-02T12:00:00Z");

const good: [query: string, read: Record<string, unknown>][] = [
  ["", {}],
  ["page[number]=2&page[size]=50", { pageNumber: 2, pageSize: 50 }],
  ["page%5Bnumber%5D=3&page%5Bsize%5D=250", { pageNumber: 3, pageSize: 250 }],
  ["page[number]=1000&page[size]=1", { pageNumber: 1000, pageSize: 1 }],
  ["filter[direction][eq]=inbound", { direction: "inbound" }],
  ["filter[direction]=outbound", { direction: "outbound" }],
  ["filter[to][eq]=%2B13125550148", { to: "+13125550148" }],
  ["filter[from]=%2B12065550117&filter[to]=%2B13125550148", { from: "+12065550117", to: "+13125550148" }],
  ["filter[created_at][gte]=2026-10-02T12:00:00Z", { createdFrom: at }],
  ["filter[created_at][gt]=2026-10-02T12:00:00Z", { createdFrom: at + 1 }],
  ["filter[created_at][lte]=2026-10-02T12:00:00Z", { createdUntil: at }],
  ["filter[created_at][lt]=2026-10-02T12:00:00Z", { createdUntil: at - 1 }],
  [
    "filter[created_at][gte]=2026-10-02T12:00:00Z&filter[created_at][gt]=2026-10-02T12:00:00Z",
    { createdFrom: at + 1 },
  ],
  [`page[after]=${writeCursor(position)}`, { after: position }],
  ["sort=created_at&pages[x]=1", {}],
];

const bad: [query: string, parameter: string][] = [
  ["page[number]=0", "page[number]"],
  ["page[number]=-1", "page[number]"],
  ["page[number]=x", "page[number]"],
  ["page[number]=1001", "page[number]"],
  ["page[number]=", "page[number]"],
  ["page[size]=251", "page[size]"],
  ["page[size]=0", "page[size]"],
  ["page[size]=1e2", "page[size]"],
  ["page[number]=21&page[size]=50", "page[number]"],
  ["page[number]=1&page[number]=2", "page[number]"],
  ["page[number][eq]=1", "page[number]"],
  ["page=2", "page"],
  ["page[]=2", "page[]"],
  ["page[after]=%21", "page[after]"],
  [`page[after]=${writeCursor("nonsense")}`, "page[after]"],
  ["filter=x", "filter"],
  ["filter[client_state][eq]=x", "filter[client_state]"],
  ["filter[direction][eq]=sideways", "filter[direction][eq]"],
  ["filter[direction][contains]=in", "filter[direction][contains]"],
  ["filter[to][eq]=3125550148", "filter[to][eq]"],
  ["filter[from]=abc", "filter[from][eq]"],
  ["filter[status]=media.processed", "filter[status][eq]"],
  ["filter[created_at][gte]=yesterday", "filter[created_at][gte]"],
  ["filter[created_at][gte]=2026-13-40", "filter[created_at][gte]"],
  ["filter[created_at][eq]=2026-10-02T12:00:00Z", "filter[created_at][eq]"],
  ["filter[created_at]=2026-10-02T12:00:00Z", "filter[created_at]"],
  ["filter[__proto__][eq]=x", "filter[__proto__]"],
  ["filter[constructor][eq]=x", "filter[constructor]"],
  ["filter[a][b][c][d]=x", "filter[a][b][c][d]"],
  [`filter[${"x".repeat(300)}]=1`, `filter[${"x".repeat(73)}`],
];

describe("the query of GET /v2/faxes", () => {
  it.each(good)("reads %s", (query, read) => {
    expect(readListQuery(query)).toEqual({ ...base, ...read });
  });

  it("knows every status of ours as a filter", () => {
    for (const status of faxStatuses)
      expect(readListQuery(`filter[status]=${status}`)).toMatchObject({ status });
  });

  it.each(bad)("refuses %s and names the parameter", (query, parameter) => {
    expect.assertions(3);
    try {
      readListQuery(query);
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      const problem = error as Problem;
      expect(problem.status).toBe(422);
      expect(problem.errors[0]?.source).toEqual({ parameter });
    }
  });

  it("beyond the newest thousand names the cursor as the way on", () => {
    expect(() => readListQuery("page[number]=5&page[size]=250")).toThrow(/page\[after\] = meta\.next/);
  });
});
