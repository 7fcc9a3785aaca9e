import { listFaxes } from "../adapters/aws/fax-lists.ts";
import { readListQuery, writeCursor, type ListQuery } from "../core/api/list-query.ts";
import { openTestTable, type TestTable } from "../test/support/table-engine.ts";
import { median, type Figure, type Run } from "./figure.ts";
import { destinations, senders, storeFaxes } from "./store-faxes.ts";

const few = 1_000;
const encoded = (text: string | undefined) => encodeURIComponent(text ?? "");
const base = "page[size]=50";

/** The same first page, by each filter that has an index, and one far down. */
const pages: Record<string, (after: string) => string> = {
  "all faxes": () => base,
  "by direction": () => `${base}&filter[direction]=outbound`,
  "by to": () => `${base}&filter[to]=${encoded(destinations[0])}`,
  "by from": () => `${base}&filter[from]=${encoded(senders[0])}`,
  "deep cursor": (after) => `${base}&filter[direction]=outbound&page[after]=${encoded(after)}`,
};

/** One page of the list where 100,000 faxes are stored, over the same page where there are 1,000. */
export async function measureListPages({ isQuick, say }: Run): Promise<Figure[]> {
  const many = isQuick ? 10_000 : 100_000;
  const rounds = isQuick ? 31 : 151;
  const small = await openTestTable();
  const large = await openTestTable();
  try {
    await storeFaxes(small.table, few);
    await storeFaxes(large.table, many);
    say(`list: ${many} faxes are stored`);
    const deep = { small: await cursorAfter(small, few / 2), large: await cursorAfter(large, few / 2) };
    const figures: Figure[] = [];
    for (const [name, query] of Object.entries(pages)) {
      const asked = { small: readListQuery(query(deep.small)), large: readListQuery(query(deep.large)) };
      figures.push(...(await compare(name, many, rounds, { small, large }, asked)));
    }
    return figures;
  } finally {
    await Promise.all([small.close(), large.close()]);
  }
}

async function compare(
  name: string,
  many: number,
  rounds: number,
  tables: { small: TestTable; large: TestTable },
  asked: { small: ListQuery; large: ListQuery },
): Promise<Figure[]> {
  const times = { small: [] as number[], large: [] as number[] };
  const units = { small: 0, large: 0 };
  for (let round = -3; round < rounds; round++) {
    // In turns, and each goes first every other time.
    for (const size of round % 2 === 0 ? (["small", "large"] as const) : (["large", "small"] as const)) {
      tables[size].meter.reset();
      const begun = performance.now();
      const page = await listFaxes(tables[size].table, asked[size]);
      if (round >= 0) times[size].push(performance.now() - begun);
      if (page.faxes.length !== 50) throw new Error(`${name}: a page of ${page.faxes.length}`);
      units[size] = tables[size].meter.readUnits;
    }
  }
  const against = `at ${few} stored`;
  return [
    {
      name: `list page, ${name}, at ${many}`,
      measured: median(times.large),
      baseline: median(times.small),
      against,
      unit: "ms",
      judged: "ratio",
      aim: 1.05,
      limit: 1.1,
    },
    {
      name: `read units of that page`,
      measured: units.large,
      baseline: units.small,
      against,
      unit: "",
      judged: "ratio",
      aim: 1,
      limit: 1,
    },
  ];
}

/** A position this many faxes below the newest one. */
async function cursorAfter({ table }: TestTable, depth: number): Promise<string> {
  const query = readListQuery(`page[size]=100&page[number]=${depth / 100}&filter[direction]=outbound`);
  const { next } = await listFaxes(table, query);
  if (!next) throw new Error("the list ended too early");
  return writeCursor(next);
}
