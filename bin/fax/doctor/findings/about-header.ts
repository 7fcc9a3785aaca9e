import type { Facts } from "../facts.ts";
import { ok, warn, type Finding } from "../finding.ts";

const check = "header lines";
const mend = 'settings.json: "header": {"senderName": "..."}, then npm run deploy';

/** 47 CFR 68.318(d): every page of a fax sent in the United States says who sends it. */
export function aboutHeader({ deployment }: Facts): Finding[] {
  const findings = {
    named: [ok(check, "Every page says who sends it.")],
    unnamed: [warn(check, "Pages say the sending number alone, and no name (47 CFR 68.318(d)).", mend)],
    off: [ok(check, "The settings turn them off, and say why.")],
    unknown: [],
  };
  return deployment ? findings[deployment.header] : [];
}
