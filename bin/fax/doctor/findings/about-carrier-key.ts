import type { Facts } from "../facts.ts";
import { fail, ok, runSetup, skip, warn, type Finding } from "../finding.ts";

const newKey =
  "Mission Control -> Account settings -> Keys & Credentials: make a key, then TELNYX_API_KEY=... npm run fax -- setup";
/** US dollars: below this a day's faxes may be the last. */
const lowBalance = 5;

export function aboutCarrierKey(facts: Facts): Finding[] {
  if (!facts.deployment) return [];
  return [aboutStored(facts), ...aboutAnswer(facts), ...aboutBalance(facts)];
}

function aboutStored({ deployment, keyFingerprint, account }: Facts): Finding {
  const check = "carrier key stored";
  if (!deployment?.isKeyStored) {
    return fail(check, "The deployment has no key of the carrier: faxes are accepted and wait.", runSetup);
  }
  const says = `Fingerprint ${deployment.keyFingerprint}, in ${deployment.keyParameter}.`;
  if (keyFingerprint === "" || keyFingerprint === deployment.keyFingerprint) return ok(check, says);
  if (account.is === "refused") return ok(check, says);
  return fail(check, `${says} The key given here is another (fingerprint ${keyFingerprint}).`, runSetup);
}

function aboutAnswer({ account, deployment, keyFingerprint }: Facts): Finding[] {
  const [reached, accepted] = ["carrier reachable", "carrier key accepted"] as const;
  const isStored = deployment?.keyFingerprint === keyFingerprint;
  switch (account.is) {
    case "no_key":
      return [
        skip(reached, "not checked: give --carrier-key or TELNYX_API_KEY"),
        skip(accepted, "not checked: give --carrier-key or TELNYX_API_KEY"),
      ];
    case "unreachable":
      return [
        fail(
          reached,
          account.why,
          "Look at the network and at https://status.telnyx.com; carrier.baseUrl in settings.json is usually left out",
        ),
      ];
    case "refused":
      return [
        ok(reached, "The carrier's API answers."),
        isStored
          ? fail(accepted, "The carrier refuses the stored key: it was revoked or deleted.", newKey)
          : fail(accepted, "The carrier refuses the key given here; the stored one is another.", newKey),
      ];
    case "read":
      return [
        ok(reached, "The carrier's API answers."),
        ok(
          accepted,
          isStored
            ? "The carrier takes the stored key."
            : "The carrier takes the key given here; the stored one could not be tried.",
        ),
      ];
  }
}

function aboutBalance({ account }: Facts): Finding[] {
  if (account.is !== "read") return [];
  const check = "balance";
  const { balance } = account.account;
  if (!balance) return [skip(check, "not checked: the carrier does not show it to this key")];
  const says = `${balance.available.toFixed(2)} ${balance.currency} to spend.`;
  const where = "Mission Control -> Billing: top up (at least $10)";
  if (balance.available <= 0) return [fail(check, `${says} The carrier refuses faxes.`, where)];
  return [balance.available < lowBalance ? warn(check, says, where) : ok(check, says)];
}
