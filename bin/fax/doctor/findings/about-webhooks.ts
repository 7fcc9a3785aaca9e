import { publicKeyFault, publicKeyPlace, shortKey } from "../../setup/public-key.ts";
import { webhookProof } from "../../setup/webhook-proof.ts";
import { count, timeInWords } from "../../terminal-text.ts";
import type { Facts } from "../facts.ts";
import { fail, ok, runSetup, skip, warn, type Finding } from "../finding.ts";
import { applicationOf } from "./about-application.ts";

const dayMs = 24 * 3_600_000;
const giveKey = `npm run fax -- setup --public-key KEY (${publicKeyPlace}), then npm run deploy`;

/** The public key, and whether the carrier's events arrive. */
export function aboutWebhooks(facts: Facts): Finding[] {
  const { deployment } = facts;
  if (!deployment) return [];
  const check = "public key";
  const bad = deployment.publicKeys.find((key) => publicKeyFault(key) !== undefined);
  if (deployment.publicKeys.length === 0) {
    return [fail(check, "The settings name none: every event of the carrier is refused.", giveKey)];
  }
  if (bad !== undefined) {
    return [fail(check, `${shortKey(bad)} is no public key: ${publicKeyFault(bad) ?? ""}`, giveKey)];
  }
  return [
    ok(check, `${deployment.publicKeys.map(shortKey).join(", ")}: 32 bytes.`),
    ...aboutProof(facts),
    ...aboutDeliveries(facts),
  ];
}

function aboutProof(facts: Facts): Finding[] {
  const check = "public key proven";
  if (facts.account.is === "no_key")
    return [skip(check, "not checked: give --carrier-key or TELNYX_API_KEY")];
  const application = applicationOf(facts);
  // Where no event can come from, nothing is expected.
  if (facts.account.is !== "read" || application?.webhookUrl !== facts.webhookUrl) return [];
  const proof = webhookProof(facts.account.account.deliveries, application.updatedAt);
  switch (proof.is) {
    case "proven":
      return [ok(check, `The deployment took an event that the carrier signed at ${at(proof.at)} UTC.`)];
    case "refused":
      return [
        fail(
          check,
          `The deployment refused the carrier's event of ${at(proof.at)} UTC (403): it has another key.`,
          giveKey,
        ),
      ];
    case "unknown":
      return [
        warn(
          check,
          "The carrier has told nothing since the application was last changed.",
          `${runSetup} (it has a test event sent)`,
        ),
      ];
  }
}

/** Deliveries of the last day that failed for other reasons than the signature. */
function aboutDeliveries({ account, now }: Facts): Finding[] {
  if (account.is !== "read") return [];
  const check = "deliveries";
  const recent = account.account.deliveries.filter(({ at, answer }) => at >= now - dayMs && answer !== 403);
  const failed = recent.filter(({ isDelivered }) => !isDelivered);
  const [newest] = recent;
  if (failed.length === 0)
    return [ok(check, `${count(recent.length, "event")} told in the last day, none failed.`)];
  const answers = [...new Set(failed.map(({ answer }) => answer ?? "no answer"))].join(", ");
  const says = `${failed.length} of ${count(recent.length, "event")} failed in the last day (${answers}).`;
  const mend =
    "Look into the log of the Webhook function; GET /v2/webhook_deliveries at the carrier has each of them";
  return [newest?.isDelivered ? warn(check, says, mend) : fail(check, says, mend)];
}

const at = (ms: number): string => timeInWords(new Date(ms).toISOString());
