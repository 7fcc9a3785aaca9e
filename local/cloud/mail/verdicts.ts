import type { MailHeader } from "./headers.ts";

const checks = ["spf", "dkim", "dmarc", "spam", "virus"] as const;
const statuses = ["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"];

/**
 * SES's verdicts. Nothing is checked on a laptop, so all pass, but for those that the message's header
 * `X-Local-Verdicts: spf=FAIL, dmarc=FAIL` sets (spf, dkim, dmarc, spam, virus; PASS, FAIL, GRAY,
 * PROCESSING_FAILED, DISABLED). Only this door reads that header; AWS does not know it.
 */
export function verdictsOf(headers: MailHeader[]): Record<string, { status: string } | string> {
  const asked = headers.find(({ name }) => name.toLowerCase() === "x-local-verdicts")?.value ?? "";
  const set = new Map(asked.split(",").map((part) => part.trim().split("=") as [string, string | undefined]));
  const verdicts: Record<string, { status: string } | string> = {};
  for (const check of checks) {
    const status = set.get(check)?.toUpperCase() ?? "PASS";
    verdicts[`${check}Verdict`] = { status: statuses.includes(status) ? status : "PROCESSING_FAILED" };
  }
  if (set.get("dmarc")?.toUpperCase() === "FAIL") verdicts["dmarcPolicy"] = "reject";
  return verdicts;
}
