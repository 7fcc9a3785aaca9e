/** Which bucket, key and sub-resource a path-style request names. */
import type { IncomingHttpHeaders } from "node:http";

export type S3Target = {
  bucket: string | undefined;
  key: string | undefined;
  query: Map<string, string>;
};

/** Undefined when the path or query is not valid percent-encoding. A `+` in a path is a plus, in a query a space. */
export function parseTarget(url: string): S3Target | undefined {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  try {
    const slash = path.indexOf("/", 1);
    const bucket = decodeURIComponent(slash < 0 ? path.slice(1) : path.slice(1, slash));
    const key = slash < 0 ? "" : decodeURIComponent(path.slice(slash + 1));
    return {
      bucket: bucket === "" ? undefined : bucket,
      key: key === "" ? undefined : key,
      query: parseQuery(mark < 0 ? "" : url.slice(mark + 1)),
    };
  } catch {
    return undefined;
  }
}

function parseQuery(raw: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of raw.split("&")) {
    if (pair === "") continue;
    const [name = "", ...value] = pair
      .split("=")
      .map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    if (!query.has(name)) query.set(name, value.join("="));
  }
  return query;
}

/** A header of the request, or the same `x-amz-` field hoisted into the query of a presigned request. */
export function fieldOf(headers: IncomingHttpHeaders, target: S3Target, name: string): string | undefined {
  const header = headers[name];
  if (header !== undefined) return Array.isArray(header) ? header.join(", ") : header;
  if (!name.startsWith("x-amz-")) return undefined;
  for (const [param, value] of target.query) if (param.toLowerCase() === name) return value;
  return undefined;
}

export type CopySource = { bucket: string; key: string; versionId: string | undefined };

/** Reads `x-amz-copy-source`: `[/]bucket/key[?versionId=...]`, percent-encoded. Undefined when malformed. */
export function parseCopySource(value: string): CopySource | undefined {
  const [path = "", ...rest] = value.split("?");
  try {
    const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
    if (!bucket || !key) return undefined;
    return { bucket, key, versionId: parseQuery(rest.join("?")).get("versionId") };
  } catch {
    return undefined;
  }
}
