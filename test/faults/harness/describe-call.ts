import type { RequestOptions } from "node:http";

type Facts = { method: string; path: string; headers: Record<string, string> };

/** A request in words that are the same in every run: `dynamodb:UpdateItem`, `s3:PUT call/`, `carrier:POST /faxes`. */
export function describeCall(args: unknown[]): string {
  const { method, path, headers } = factsOf(args);
  const target = /^(DynamoDB|AmazonSQS|AmazonSSM|AWSEvents)\w*\.(\w+)$/.exec(headers["x-amz-target"] ?? "");
  if (target) return `${services[target[1] ?? ""] ?? "aws"}:${target[2] ?? ""}`;
  if (path.startsWith("/schedules/")) return `scheduler:${method}`;
  if (path.startsWith("/v2/email/")) return `ses:${method}`;
  if (headers["x-amz-date"] !== undefined) return `s3:${method} ${folderOf(path)}`;
  if (path.startsWith("/v2/"))
    return `carrier:${method} ${path.slice(3).replace(/\?.*/, "").replace(ids, "ID")}`;
  return `web:${method}`;
}

const services: Record<string, string> = {
  DynamoDB: "dynamodb",
  AmazonSQS: "sqs",
  AmazonSSM: "ssm",
  AWSEvents: "events",
};
const ids = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** `/bucket/call/...` -> `call/` */
const folderOf = (path: string): string => `${path.split("?")[0]?.split("/")[2] ?? ""}/`;

/** As node's `request(url, options, callback)` or `request(options, callback)` takes them. */
function factsOf(args: unknown[]): Facts {
  const [first, second] = args;
  const url = first instanceof URL ? first : typeof first === "string" ? new URL(first) : undefined;
  const options = ((url ? second : first) ?? {}) as RequestOptions;
  const headers = Object.entries((options.headers ?? {}) as Record<string, unknown>);
  return {
    method: options.method ?? "GET",
    path: url ? `${url.pathname}${url.search}` : (options.path ?? "/"),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), String(value)])),
  };
}
