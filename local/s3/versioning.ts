/** Whether a bucket keeps the versions of its objects. */
import type { Bucket, Versioning } from "./catalog.ts";
import { parseXml, textOf } from "./xml.ts";

export function versioningOf(bucket: Bucket): Versioning {
  const text = bucket.configs.get("versioning");
  if (text === undefined) return "Off";
  return textOf(parseXml(text), "Status") === "Enabled" ? "Enabled" : "Suspended";
}
