import { lastDigitsFirst } from "../../discreet.ts";
import type { Account } from "../../setup/account.ts";
import type { Deployment } from "../../setup/deployment.ts";
import type { Facts, MailboxFacts } from "../facts.ts";
import { fail, ok, warn, type Finding } from "../finding.ts";

const check = "mailboxes";

/** Whether faxes go out and come in on the numbers of mailboxes, and whether their members hear of it. */
export function aboutMailboxes({ mailboxes, account, deployment }: Facts): Finding[] {
  if (!deployment || mailboxes.length === 0) return [];
  const found = [
    ...(account.is === "read"
      ? mailboxes.flatMap((mailbox) => aboutNumbers(mailbox, account.account, deployment))
      : []),
    ...mailboxes.filter(() => deployment.mailDomain === "").flatMap(aboutMembers),
  ];
  return found.length > 0 ? found : [ok(check, "Faxes go out and come in on their numbers.")];
}

/** The settings' own number is another check's, as is an application that is not there. */
function aboutNumbers(
  { name, numbers }: MailboxFacts,
  account: Account,
  { from, applicationId }: Deployment,
): Finding[] {
  const hasApplication = account.applications.some(({ id }) => id === applicationId);
  return numbers
    .filter((number) => number !== from)
    .flatMap((number) => {
      const known = account.numbers.find((one) => one.number === number);
      const shown = `${lastDigitsFirst(number)} of '${name}'`;
      if (!known) {
        const mend = "order it (Mission Control -> Numbers), or take it off the mailbox";
        return [fail(check, `${shown} is not on the account: no fax goes out or comes in on it.`, mend)];
      }
      if (known.applicationId === applicationId || !hasApplication) return [];
      const mend = "Mission Control -> Numbers -> My numbers: assign it to the fax application";
      return [fail(check, `${shown} does not belong to the fax application: no fax comes in on it.`, mend)];
    });
}

const aboutMembers = ({ name, hasMembers }: MailboxFacts): Finding[] =>
  hasMembers
    ? [
        warn(
          check,
          `Members of '${name}' hear nothing by mail: mail is off.`,
          "mail in the settings, see docs/deploy.md",
        ),
      ]
    : [];
