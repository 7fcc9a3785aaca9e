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
  const data = {
    status: stored && key ? "ok" : "degraded",
    table: stored ? "ok" : "unreachable",
    carrier: key ? "configured" : "not_configured",
    mail: settings.MAIL_DOMAIN === "" ? "off" : "on",
    ...(key ? {} : { detail: "The carrier's API key is not stored yet: faxes are accepted and wait." }),
  };
  return toResult(json(stored ? 200 : 503, { data }));
};
