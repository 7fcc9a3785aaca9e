import type { RefusalReason } from "../refusal.ts";
import type { MailReceipt } from "./receipt.ts";

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

/**
 * Whether this sender may fax: named in the settings (an address, or `@domain`) or by a mailbox, and proven by SES's verdicts.
 * An open mail door is toll fraud, so anything short of proof is a refusal. undefined = may fax.
 */
export function refusalOfSender(
  receipt: MailReceipt,
  allowedSenders: string[],
  hasMailbox: boolean,
): { reason: RefusalReason; detail: string } | undefined {
  const { verdicts, from, source } = receipt;
  if (verdicts.virus === "FAIL" || verdicts.spam === "FAIL") {
    return {
      reason: "spam_or_virus",
      detail: "The mail server judged the message to be spam or to carry a virus.",
    };
  }
  const allowed = allowedSenders.map((entry) => entry.toLowerCase());
  const isNamed = allowed.includes(from) || allowed.includes(`@${domainOf(from)}`);
  if (!from || !(isNamed || hasMailbox)) {
    return {
      reason: "sender_not_allowed",
      detail:
        "The sender is neither in mail.allowedSenders nor of a mailbox; add the address, or @domain, to let it fax.",
    };
  }
  const aligned = domainOf(source) === domainOf(from) && verdicts.spf === "PASS";
  const proven = verdicts.dmarc === "PASS" || (verdicts.dmarc !== "FAIL" && aligned);
  return proven
    ? undefined
    : {
        reason: "sender_not_verified",
        detail:
          "The message is not proven to come from its sender (DMARC, or SPF of the same domain); publish SPF and DMARC for the sender's domain.",
      };
}
