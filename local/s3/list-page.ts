/** One page of a sorted listing, with common prefixes rolled up. */
import { invalidArgument } from "./s3-error.ts";

export type PageEntry<T> = { item: T } | { commonPrefix: string };

export type Page<T> = {
  entries: PageEntry<T>[];
  isTruncated: boolean;
};

/**
 * Takes at most `maxKeys` entries from `items` (sorted by key). `skipPrefix` is a common prefix that an earlier
 * page has already shown.
 */
export function pageOf<T extends { key: string }>(
  items: Iterable<T>,
  options: { prefix: string; delimiter: string; maxKeys: number; skipPrefix?: string | undefined },
): Page<T> {
  const { prefix, delimiter, maxKeys } = options;
  const entries: PageEntry<T>[] = [];
  let lastPrefix = options.skipPrefix;
  if (maxKeys === 0) return { entries, isTruncated: false };
  for (const item of items) {
    // Sorted: after the first key beyond the prefix none can match again.
    if (!item.key.startsWith(prefix)) {
      if (entries.length > 0) break;
      continue;
    }
    const cut = delimiter === "" ? -1 : item.key.indexOf(delimiter, prefix.length);
    const commonPrefix = cut < 0 ? undefined : item.key.slice(0, cut + delimiter.length);
    if (commonPrefix !== undefined && commonPrefix === lastPrefix) continue;
    if (entries.length === maxKeys) return { entries, isTruncated: true };
    if (commonPrefix === undefined) entries.push({ item });
    else {
      lastPrefix = commonPrefix;
      entries.push({ commonPrefix });
    }
  }
  return { entries, isTruncated: false };
}

/** max-keys and its kin: 0 to 1,000, default 1,000. */
export function pageSize(text: string | undefined, name: string): number {
  if (text === undefined || text === "") return 1_000;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`);
  }
  return Math.min(Number(text), 1_000);
}
