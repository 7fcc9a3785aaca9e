import type { Facts } from "../facts.ts";
import { fail, ok, skip, warn, type Finding } from "../finding.ts";

/** Whether mail to the mail domain would arrive: its MX record, and a conversation up to RCPT TO. */
export function aboutMail({ deployment, mail }: Facts): Finding[] {
  if (!deployment || deployment.mailDomain === "") return [];
  const domain = deployment.mailDomain;
  return [aboutRecord(domain, mail.record), ...aboutRecipient(domain, mail.recipient)];
}

function aboutRecord(domain: string, record: Facts["mail"]["record"]): Finding {
  const check = "mail domain";
  switch (record.is) {
    case "reserved":
      return ok(
        check,
        `${domain} is a name reserved for tests: no mail comes from outside, and no record is looked up.`,
      );
    case "ses":
      return ok(check, `${domain} leads to ${record.host}.`);
    case "other":
      return fail(
        check,
        `${domain} leads to ${record.hosts.join(", ") || "no mail server"}, not to SES.`,
        `At your DNS provider: MX 10 inbound-smtp.${record.region}.amazonaws.com for ${domain}`,
      );
    case "unknown":
      return warn(
        check,
        `The MX record of ${domain} could not be looked up (${record.why}).`,
        "Look at the network, then run doctor again",
      );
  }
}

function aboutRecipient(domain: string, recipient: Facts["mail"]["recipient"]): Finding[] {
  const check = "mail taken";
  switch (recipient.is) {
    case "not_tried":
      return [];
    case "taken":
      return [ok(check, `The mail server takes mail to a number at ${domain}.`)];
    case "refused":
      return [
        fail(
          check,
          `The mail server refuses mail to ${domain}: ${recipient.answer}`,
          "Make the receipt rule set active: the deploy prints the command (docs/deploy.md, Mail)",
        ),
      ];
    case "unreachable":
      return [skip(check, `could not be tried: ${recipient.why}`)];
  }
}
