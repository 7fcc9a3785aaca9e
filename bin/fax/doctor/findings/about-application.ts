import { webhookTimeoutSeconds } from "../../setup/plan.ts";
import type { Application } from "../../setup/account.ts";
import type { Facts } from "../facts.ts";
import { fail, ok, runSetup, type Finding } from "../finding.ts";

/** The application that the settings name; undefined where it cannot be looked at or does not exist. */
export const applicationOf = ({ account, deployment }: Facts): Application | undefined =>
  account.is === "read"
    ? account.account.applications.find(({ id }) => id === deployment?.applicationId)
    : undefined;

export function aboutApplication(facts: Facts): Finding[] {
  const { deployment, account, webhookUrl } = facts;
  if (!deployment) return [];
  const check = "fax application";
  if (deployment.applicationId === "") {
    return [fail(check, "The settings name none (connection): faxes are accepted and wait.", runSetup)];
  }
  if (account.is !== "read") return [];
  const application = applicationOf(facts);
  if (!application) {
    return [
      fail(
        check,
        `${deployment.applicationId} of the settings does not exist on the account of this key.`,
        `${runSetup} (it makes one), or give the key of the account that has it`,
      ),
    ];
  }
  return [
    ok(check, `"${application.name}" (${application.id}) exists.`),
    application.isActive
      ? ok("application active", "It is active.")
      : fail("application active", "It is switched off: nothing is sent or received.", runSetup),
    application.webhookUrl === webhookUrl
      ? ok("webhook URL", webhookUrl)
      : fail(
          "webhook URL",
          `Events go to ${application.webhookUrl || "nowhere"}, not to ${webhookUrl}.`,
          runSetup,
        ),
    aboutTimeout(application),
    ...aboutLimits(facts, application),
  ];
}

function aboutTimeout({ timeoutSeconds }: Application): Finding {
  const check = "webhook time-out";
  if (timeoutSeconds !== undefined && timeoutSeconds >= webhookTimeoutSeconds) {
    return ok(check, `${timeoutSeconds} s.`);
  }
  const now = timeoutSeconds === undefined ? "the carrier's default, about 2 s" : `${timeoutSeconds} s`;
  return fail(
    check,
    `It is ${now}: less than a cold start may take. It should be ${webhookTimeoutSeconds} s.`,
    runSetup,
  );
}

function aboutLimits({ account }: Facts, application: Application): Finding[] {
  const check = "calls at once";
  const profile =
    account.is === "read"
      ? account.account.profiles.find(({ id }) => id === application.profileId)
      : undefined;
  const limits = [
    ["application, outbound", application.outboundLimit],
    ["application, inbound", application.inboundLimit],
    ["profile", profile?.callLimit],
  ] as const;
  const closed = limits.find(([, limit]) => limit === 0);
  if (closed) {
    return [
      fail(
        check,
        `The limit of the ${closed[0]} is 0: no call is possible.`,
        "Mission Control -> Fax -> your application (or Voice -> Outbound voice profiles): raise the channel limit",
      ),
    ];
  }
  const set = limits.flatMap(([name, limit]) => (limit === undefined ? [] : [`${name} ${limit}`]));
  const words =
    set.length === 0 ? "No limit but the account's own" : `Limits: ${set.join(", ")}; and the account's own`;
  return [ok(check, `${words} (2 to 10, by its level).`)];
}
