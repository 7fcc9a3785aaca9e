import { carrierKeyReader } from "../adapters/aws/carrier-key.ts";
import { isTableReachable, openTable } from "../adapters/aws/table.ts";
import { readEnvironment } from "./runtime/env.ts";
import { json, toResult } from "./runtime/http.ts";

const settings = readEnvironment("health");
const table = openTable(settings.TABLE);
const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER, 10_000);

/** Whether faxes can go now, without a key and without telling anything else. */
export const handler = async () => {
  const [stored, key] = await Promise.all([
    isTableReachable(table),
    carrierKey.read(Date.now()).catch(() => undefined),
  ]);
  const missing = [
    ...(key ? [] : ["the carrier's API key is not stored"]),
    ...(settings.CONNECTION_ID === "" ? ["the settings name no connection"] : []),
    ...(settings.CARRIER_PUBLIC_KEYS.length === 0 ? ["the settings name no public key of the carrier"] : []),
  ];
  const data = {
    status: stored && missing.length === 0 ? "ok" : "degraded",
    table: stored ? "ok" : "unreachable",
    carrier: missing.length === 0 ? "configured" : "not_configured",
    mail: settings.MAIL_DOMAIN === "" ? "off" : "on",
    ...(missing.length === 0
      ? {}
      : { detail: `Faxes are accepted and wait, or their end is not heard of: ${missing.join("; ")}.` }),
  };
  return toResult(json(stored ? 200 : 503, { data }));
};
