import { escapeUri } from "./open-connection.ts";

/** Where an object is asked for. */
export type ObjectAddress = { protocol: string; hostname: string; port?: number; host: string; path: string };

/** An address in numbers has no subdomains. */
const isNumeric = (hostname: string): boolean => /^(\d+\.){3}\d+$/.test(hostname) || hostname.startsWith("[");
/** Names that can stand before the service's own; a dot would not fit its certificate. */
const fitsHost = (bucket: string): boolean => /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket);

/** `https://bucket.host/key` where that can be, else `https://host/bucket/key`: the SDK's own choice. */
export function objectAddress(endpoint: URL, bucket: string, key: string): ObjectAddress {
  const isBeforeHost = fitsHost(bucket) && !isNumeric(endpoint.hostname);
  const hostname = isBeforeHost ? `${bucket}.${endpoint.hostname}` : endpoint.hostname;
  const path = [
    endpoint.pathname.replace(/\/$/, ""),
    ...(isBeforeHost ? [] : [escapeUri(bucket)]),
    ...key.split("/").map(escapeUri),
  ].join("/");
  return {
    protocol: endpoint.protocol,
    hostname,
    ...(endpoint.port === "" ? {} : { port: Number(endpoint.port) }),
    host: endpoint.port === "" ? hostname : `${hostname}:${endpoint.port}`,
    path,
  };
}
