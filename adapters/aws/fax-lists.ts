import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { ListQuery } from "../../core/api/list-query.ts";
import type { Direction, Fax, FaxRequest } from "../../core/fax.ts";
import { isInReach } from "../../core/mailbox/reach.ts";
import { readBatch } from "./read-batch.ts";
import { faxKey, readFax } from "./stored-fax.ts";
import { readRequest, requestKey } from "./stored-request.ts";
import { toAttributes, type Plain, type Table } from "./table.ts";

/** The list indexes, all KEYS_ONLY, sparse, sorted by `listed` (creation time and id). */
export const listIndexes = { direction: "by_direction", to: "by_to", from: "by_from" } as const;

export type FaxPage = {
  faxes: { fax: Fax; request: FaxRequest | undefined }[];
  hasMore: boolean;
  /** Position after which the next page begins. */
  next?: string;
};

/** A request reads at most this many keys under a filter, whatever is stored. */
const maxKeysRead = 500;

type Line = { index: string; name: string; value: string };

/**
 * A page of faxes, newest first. Reads keys from one index partition (where no filter names one: from several, merged),
 * then the faxes of those keys; its work does not grow with what is stored.
 */
export async function listFaxes(table: Table, query: ListQuery): Promise<FaxPage> {
  const wanted = query.after ? query.pageSize : query.pageNumber * query.pageSize;
  const filtered = needsLook(query);
  const found: { position: string; fax: Fax; request: FaxRequest | undefined }[] = [];
  const keys = new KeyWalk(table, linesOf(query), query);
  const skip = query.after ? 0 : wanted - query.pageSize;
  let passed = 0;
  let last: string | undefined;

  while (found.length < query.pageSize && keys.read < (filtered ? maxKeysRead : Infinity)) {
    const chunk = await keys.next(filtered ? 50 : wanted - passed);
    if (chunk.length === 0) break;
    // Without a filter the faxes of skipped pages are never read.
    const unread = filtered ? [] : chunk.slice(0, Math.max(0, skip - passed));
    const loaded = await loadFaxes(table, chunk.slice(unread.length));
    passed += unread.length;
    for (const entry of loaded) {
      last = entry.position;
      if (!matches(entry.fax, query)) continue;
      if (passed++ >= skip) found.push(entry);
      if (found.length === query.pageSize) break;
    }
  }
  const end = found.length === query.pageSize ? found.at(-1)?.position : last;
  const hasMore = end !== undefined && (await keys.hasMoreAfter(end));
  return {
    faxes: found.map(({ fax, request }) => ({ fax, request })),
    hasMore,
    ...(hasMore && end ? { next: end } : {}),
  };
}

/** The index partition(s) that hold every match. */
function linesOf(query: ListQuery): Line[] {
  if (query.to) return [{ index: listIndexes.to, name: "to", value: query.to }];
  if (query.from) return [{ index: listIndexes.from, name: "from", value: query.from }];
  const directions: Direction[] = query.direction ? [query.direction] : ["outbound", "inbound"];
  if (!query.reach) {
    return directions.map((value) => ({ index: listIndexes.direction, name: "direction", value }));
  }
  const ours = { outbound: "from", inbound: "to" } as const;
  return query.reach.flatMap((value) =>
    directions.map((direction) => {
      const name = ours[direction];
      return { index: listIndexes[name], name, value };
    }),
  );
}

const needsLook = (query: ListQuery): boolean =>
  query.status !== undefined ||
  query.reach !== undefined ||
  (query.to !== undefined && (query.from !== undefined || query.direction !== undefined)) ||
  (query.from !== undefined && query.direction !== undefined);

const matches = (fax: Fax, query: ListQuery): boolean =>
  (query.status === undefined || fax.status === query.status) &&
  (query.direction === undefined || fax.direction === query.direction) &&
  (query.from === undefined || fax.from === query.from) &&
  (query.to === undefined || fax.to === query.to) &&
  isInReach(fax, query.reach);

/** Positions (`listed`), newest first, out of one or several index partitions. */
class KeyWalk {
  read = 0;
  private readonly table: Table;
  private readonly lines: Line[];
  private readonly low: string;
  private high: string;

  constructor(table: Table, lines: Line[], query: ListQuery) {
    this.table = table;
    this.lines = lines;
    this.low = query.createdFrom === undefined ? "0" : bound(query.createdFrom);
    const top = query.createdUntil === undefined ? "9" : bound(query.createdUntil + 1);
    // BETWEEN is inclusive: "!" sorts below every character of a position that goes on.
    this.high = query.after !== undefined && query.after < top ? before(query.after) : top;
  }

  async next(limit: number): Promise<string[]> {
    const size = Math.min(limit, maxKeysRead);
    const parts = await Promise.all(this.lines.map((line) => this.query(line, this.high, size)));
    // A fax from one of several numbers to another stands in two partitions.
    const positions = [...new Set(parts.flat())].sort((a, b) => (a < b ? 1 : -1)).slice(0, size);
    this.read += positions.length;
    const last = positions.at(-1);
    if (last) this.high = before(last);
    return positions;
  }

  async hasMoreAfter(position: string): Promise<boolean> {
    const parts = await Promise.all(this.lines.map((line) => this.query(line, before(position), 1)));
    return parts.some((part) => part.length > 0);
  }

  private async query(line: Line, high: string, limit: number): Promise<string[]> {
    if (high <= this.low) return [];
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        IndexName: line.index,
        KeyConditionExpression: "#name = :value AND listed BETWEEN :low AND :high",
        ExpressionAttributeNames: { "#name": line.name },
        ExpressionAttributeValues: toAttributes({ ":value": line.value, ":low": this.low, ":high": high }),
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items.map((item) => item["listed"]?.S ?? "");
  }
}

const bound = (ms: number): string => {
  const year = new Date(ms).getUTCFullYear();
  return Number.isNaN(year) ? "9" : year > 9999 ? "9" : year < 1000 ? "0" : new Date(ms).toISOString();
};

/** The greatest string below this position, as far as positions go: its last character made smaller. */
const before = (position: string): string =>
  position.slice(0, -1) + String.fromCharCode(position.charCodeAt(position.length - 1) - 1) + "~";

/** Faxes and requests of these ids, in their order; those that are gone are left out. */
export const loadFaxesById = (table: Table, ids: string[]) =>
  loadFaxes(
    table,
    ids.map((id) => `#${id}`),
  );

async function loadFaxes(table: Table, positions: string[]) {
  const items = new Map<string, Plain>();
  for (let start = 0; start < positions.length; start += 50) {
    const keys = positions
      .slice(start, start + 50)
      .map((position) => position.split("#")[1] ?? "")
      .flatMap((id) => [toAttributes(faxKey(id)), toAttributes(requestKey(id))]);
    for (const item of await readBatch(table, keys)) items.set(`${item["pk"]}/${item["sk"]}`, item);
  }
  return positions.flatMap((position) => {
    const id = position.split("#")[1] ?? "";
    const fax = items.get(`fax#${id}/fax`);
    const request = items.get(`fax#${id}/request`);
    if (!fax || fax["deleted"]) return [];
    return [
      {
        position,
        fax: readFax(fax),
        request: request ? readRequest(request) : undefined,
      },
    ];
  });
}
