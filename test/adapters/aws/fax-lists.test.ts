import { BatchWriteItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { deleteFax } from "../../../adapters/aws/delete-fax.ts";
import { listFaxes } from "../../../adapters/aws/fax-lists.ts";
import { writeFax } from "../../../adapters/aws/stored-fax.ts";
import { writeRequest } from "../../../adapters/aws/stored-request.ts";
import { toAttributes } from "../../../adapters/aws/table.ts";
import type { ListQuery } from "../../../core/api/list-query.ts";
import { isClosed, type Fax } from "../../../core/fax.ts";
import { isInReach } from "../../../core/mailbox/reach.ts";
import { inboundFax, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, close } = await openTestTable();
afterAll(close);

const clinic = "+12065550117";
const numbers = ["+13125550148", "+13125550149", "+13125550150"];
const outboundStates = ["delivered", "failed", "queued", "canceled"] as const;

/** 300 faxes, one every second (two share each tenth one), every third of them inbound. */
const faxes: Fax[] = Array.from({ length: 300 }, (_, index) => {
  const createdAt = noon + (index - (index % 10 === 9 ? 1 : 0)) * 1_000;
  const id = uuid(`listed ${index}`);
  const number = numbers[index % 4 === 0 ? 0 : index % 2 ? 1 : 2] ?? "";
  return index % 3 === 0
    ? inboundFax({ id, createdAt, from: number, to: clinic, status: "received" })
    : outboundFax({ id, createdAt, from: clinic, to: number, status: outboundStates[index % 4] ?? "queued" });
});
const position = (fax: Fax) => `${new Date(fax.createdAt).toISOString()}#${fax.id}`;
const newestFirst = (some: Fax[]) => some.map(position).sort().reverse();

beforeAll(async () => {
  for (let start = 0; start < faxes.length; start += 20) {
    const TransactItems = faxes.slice(start, start + 20).flatMap((fax) =>
      [writeFax(fax), ...(fax.direction === "outbound" ? [writeRequest(requestOf(fax.id))] : [])].map(
        (item) => ({
          Put: { TableName: table.name, Item: toAttributes(item) },
        }),
      ),
    );
    await table.client.send(new TransactWriteItemsCommand({ TransactItems }));
  }
});

const list = (query: Partial<ListQuery> = {}) => listFaxes(table, { pageNumber: 1, pageSize: 20, ...query });
const shown = (page: Awaited<ReturnType<typeof list>>) => page.faxes.map(({ fax }) => position(fax));

async function allByNumber(query: Partial<ListQuery>) {
  const found: string[] = [];
  for (let pageNumber = 1; ; pageNumber++) {
    const page = await list({ ...query, pageNumber });
    found.push(...shown(page));
    if (!page.hasMore) return found;
  }
}

async function allByCursor(query: Partial<ListQuery>) {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await list({ ...query, ...(after ? { after } : {}) });
    found.push(...shown(page));
    after = page.next;
  } while (after);
  return found;
}

/** Two of our own numbers that fax each other, so that each sees the same pages from its side. */
const [desk, lab] = ["+13125550181", "+13125550182"];
const between: Fax[] = Array.from({ length: 40 }, (_, index) => {
  const [id, createdAt] = [uuid(`between ${index}`), noon + 400_000 + index];
  return index % 2
    ? outboundFax({ id, createdAt, from: desk, to: index % 4 === 1 ? lab : clinic, status: "delivered" })
    : inboundFax({ id, createdAt, from: desk, to: index % 4 === 2 ? lab : clinic, status: "received" });
});

const from = (index: number) => noon + index * 1_000;
const filters: [string, Partial<ListQuery>, (fax: Fax) => boolean][] = [
  ["nothing", {}, () => true],
  ["direction", { direction: "inbound" }, (fax) => fax.direction === "inbound"],
  ["to", { to: "+13125550149" }, (fax) => fax.to === "+13125550149"],
  ["from", { from: "+13125550148" }, (fax) => fax.from === "+13125550148"],
  [
    "to and from",
    { to: numbers[0] ?? "", from: clinic },
    (fax) => fax.to === numbers[0] && fax.from === clinic,
  ],
  ["to and direction", { to: clinic, direction: "outbound" }, () => false],
  ["from and direction", { from: clinic, direction: "outbound" }, (fax) => fax.from === clinic],
  ["status", { status: "failed" }, (fax) => fax.status === "failed"],
  ["status and direction", { status: "received", direction: "inbound" }, (fax) => fax.status === "received"],
  ["a status of none", { status: "fetching" }, () => false],
  ["created from", { createdFrom: from(250) }, (fax) => fax.createdAt >= from(250)],
  ["created until", { createdUntil: from(50) }, (fax) => fax.createdAt <= from(50)],
  [
    "a window and a number",
    { createdFrom: from(100), createdUntil: from(199), to: numbers[2] ?? "" },
    (fax) => fax.createdAt >= from(100) && fax.createdAt <= from(199) && fax.to === numbers[2],
  ],
  ["an empty window", { createdFrom: from(10), createdUntil: from(9) - 1 }, () => false],
  ["a window before time", { createdUntil: -1e15 }, () => false],
];

describe("a list of faxes is newest first, whole, and without repeats", () => {
  it.each(filters)("filtered by %s, page by page", async (_name, query, matches) => {
    const expected = newestFirst(faxes.filter(matches));
    expect(await allByNumber({ ...query, pageSize: 50 })).toEqual(expected);
  });

  it.each(filters)("filtered by %s, by cursor", async (_name, query, matches) => {
    const expected = newestFirst(faxes.filter(matches));
    expect(await allByCursor({ ...query, pageSize: 37 })).toEqual(expected);
  });

  it("both directions are merged across pages of every size", async () => {
    for (const pageSize of [1, 7, 100, 250]) {
      const page = await list({ pageSize, pageNumber: 2 });
      expect(shown(page)).toEqual(newestFirst(faxes).slice(pageSize, 2 * pageSize));
      expect(page.hasMore).toBe(pageSize * 2 < 300);
    }
  });

  it("a page beyond the end is empty and has no more", async () => {
    expect(await list({ pageNumber: 40 })).toEqual({ faxes: [], hasMore: false });
  });

  it("brings what the caller asked for with each outbound fax", async () => {
    const page = await list({ direction: "outbound", pageSize: 3 });
    for (const { fax, request } of page.faxes) expect(request).toEqual(requestOf(fax.id));
  });
});

describe("constant work: the requests of a list do not grow with what is stored", () => {
  it.each([
    ["the first page", { pageSize: 20 }, 5],
    ["a page far back", { pageNumber: 10, pageSize: 20 }, 5],
    ["the largest page", { pageSize: 250 }, 10],
    ["a page by cursor", { pageSize: 20, after: position(faxes[150] ?? outboundFax()) }, 5],
    ["one direction", { pageSize: 20, direction: "inbound" as const }, 3],
    ["a filter that matches nothing", { pageSize: 20, status: "fetching" as const }, 40],
  ])("%s", async (_name, query, atMost) => {
    meter.reset();
    await list(query);
    expect(meter.requests.length).toBeLessThanOrEqual(atMost);
  });
});

describe("what is of some numbers of ours", () => {
  beforeAll(async () => {
    const puts = between.map((fax) => ({ PutRequest: { Item: toAttributes(writeFax(fax)) } }));
    for (let start = 0; start < puts.length; start += 25) {
      const RequestItems = { [table.name]: puts.slice(start, start + 25) };
      await table.client.send(new BatchWriteItemCommand({ RequestItems }));
    }
  });
  afterAll(async () => {
    for (const fax of between) await deleteFax(table, fax, noon);
  });

  it.each<[string, Partial<ListQuery> & { reach: string[] }]>([
    ["of one that sends", { reach: [desk] }],
    ["of one that is sent to", { reach: [lab] }],
    ["of several, which fax each other", { reach: [desk, lab] }],
    ["of a busy one", { reach: [clinic] }],
    ["of all three, one way", { reach: [desk, lab, clinic], direction: "inbound" }],
    ["of one, with a filter", { reach: [clinic], status: "failed" }],
    ["of one, to a number that others fax, too", { reach: [desk], to: clinic }],
    ["of one, from another", { reach: [lab], from: desk }],
    ["of none", { reach: [] }],
  ])("is listed whole, newest first and without repeats: %s", async (_name, query) => {
    const { reach, direction, status, to, from: sender } = query;
    const expected = newestFirst(
      [...faxes, ...between].filter(
        (fax) =>
          isInReach(fax, reach) &&
          (direction ?? fax.direction) === fax.direction &&
          (status ?? fax.status) === fax.status &&
          (to ?? fax.to) === fax.to &&
          (sender ?? fax.from) === fax.from,
      ),
    );
    expect(expected.length > 0).toBe(reach.length > 0);
    expect(await allByNumber({ ...query, pageSize: 50 })).toEqual(expected);
    expect(await allByCursor({ ...query, pageSize: 7 })).toEqual(expected);
  });

  it("fills its first page, however busy others are, in a few requests a number", async () => {
    meter.reset();
    const page = await list({ reach: [desk, lab], pageSize: 10 });
    expect(page.faxes).toHaveLength(10);
    expect(meter.requests.length).toBeLessThanOrEqual(10);
  });
});

describe("a deleted fax", () => {
  it("vanishes from every list, and pages stay whole", async () => {
    const doomed = faxes.filter((fax, index) => index % 25 === 1 && isClosed(fax.status));
    expect(doomed.length).toBeGreaterThan(3);
    for (const { id } of doomed) {
      const fax = await readFaxById(table, id);
      if (fax) expect((await deleteFax(table, fax, noon)).changed).toBe(true);
    }
    const left = newestFirst(faxes.filter((fax) => !doomed.includes(fax)));
    expect(await allByNumber({ pageSize: 50 })).toEqual(left);
    expect(await allByCursor({ pageSize: 33 })).toEqual(left);
  });
});

describe("a filter reads at most 500 keys a request", () => {
  it("then a short page names where to go on, and the rest is found from there", async () => {
    const to = "+13125550199";
    const many = Array.from({ length: 600 }, (_, index) =>
      outboundFax({
        id: uuid(`many ${index}`),
        createdAt: noon - 3_600_000 + index,
        to,
        status: index === 0 ? "failed" : "delivered",
      }),
    );
    for (let start = 0; start < many.length; start += 25) {
      const puts = many
        .slice(start, start + 25)
        .map((fax) => ({ PutRequest: { Item: toAttributes(writeFax(fax)) } }));
      await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: puts } }));
    }
    meter.reset();
    const page = await list({ to, status: "failed" });
    expect(page).toMatchObject({ faxes: [], hasMore: true });
    expect(meter.requests.length).toBeLessThanOrEqual(25);
    expect(await allByCursor({ to, status: "failed" })).toEqual(newestFirst(many.slice(0, 1)));
  });
});
