/** What all listings share: how keys, prefixes and owners are written. */
import { encodeRfc3986 } from "../sigv4/canonical.ts";
import type { S3Call } from "./call.ts";
import type { Page } from "./list-page.ts";
import { invalidArgument } from "./s3-error.ts";
import { branch, leaf } from "./xml.ts";

/** Writes keys as the caller asked: plain, or percent-encoded with `encoding-type=url`. */
export function keyWriter(call: S3Call): { type: string | undefined; write: (key: string) => string } {
  const type = call.target.query.get("encoding-type");
  if (type === undefined) return { type, write: (key) => key };
  if (type !== "url") throw invalidArgument("Invalid Encoding Method specified in Request");
  return { type, write: (key) => key.split("/").map(encodeRfc3986).join("/") };
}

export const commonPrefixes = (page: Page<unknown>, write: (key: string) => string): string =>
  page.entries
    .map((entry) =>
      "commonPrefix" in entry ? branch("CommonPrefixes", leaf("Prefix", write(entry.commonPrefix))) : "",
    )
    .join("");

export const lastOf = (page: Page<{ key: string }>): string => {
  const last = page.entries.at(-1);
  return last === undefined ? "" : "commonPrefix" in last ? last.commonPrefix : last.item.key;
};

export const owner = branch("Owner", leaf("ID", "0".repeat(64)));
