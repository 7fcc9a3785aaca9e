import { lastDigitsFirst } from "../../discreet.ts";
import type { Facts } from "../facts.ts";
import { fail, ok, runSetup, skip, type Finding } from "../finding.ts";

export function aboutNumber(facts: Facts): Finding[] {
  const { deployment, account } = facts;
  // Settings without a connection have no number either: that line is the application's.
  if (!deployment || deployment.from === "" || account.is !== "read") return [];
  const check = "number";
  const name = lastDigitsFirst(deployment.from);
  const found = account.account.numbers.find(({ number }) => number === deployment.from);
  if (!found) {
    return [
      fail(
        check,
        `${name} is not on the account: every fax fails (unverified_origination_number).`,
        `${runSetup} --number NUMBER for one of the account, or --order-number ($1.00 a month)`,
      ),
    ];
  }
  const active =
    found.status === "active"
      ? ok(check, `${name} is on the account and active.`)
      : fail(
          check,
          `${name} is ${found.status || "not active"}.`,
          "Mission Control -> Numbers -> My numbers",
        );
  const assigned = "number assigned";
  if (!account.account.applications.some(({ id }) => id === deployment.applicationId)) {
    return [active, skip(assigned, "not checked: there is no application to belong to")];
  }
  if (found.applicationId === deployment.applicationId)
    return [active, ok(assigned, "It belongs to the fax application.")];
  const now = found.applicationId === "" ? "to nothing" : `to another connection (${found.applicationId})`;
  return [active, fail(assigned, `It belongs ${now}: no fax comes in.`, runSetup)];
}
