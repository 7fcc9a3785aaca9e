import { lastDigits } from "../discreet.ts";
import type { ApplicationChange, Plan, Step } from "./plan.ts";
import { webhookTimeoutSeconds } from "./plan.ts";

/** The plan as a person reads it before saying yes: each step with its price. */
export function planLines(plan: Plan, webhookUrl: string, settingsFile: string): string[] {
  return [
    ...plan.inPlace.map((what) => `  ok     ${what}`),
    ...plan.steps.map((step) => `  to do  ${stepWords(step, webhookUrl)} ${priceWords(step)}`),
    ...(plan.settings.length === 0
      ? []
      : [
          `  to do  Write ${plan.settings.join(", ")} into ${settingsFile}, for the next npm run deploy. [free]`,
        ]),
    ...plan.problems.map((what) => `  open   ${what}`),
  ];
}

/** One step, as it is announced and as it is reported. */
export function stepWords(step: Step, webhookUrl: string): string {
  switch (step.do) {
    case "create_profile":
      return `Create the outbound voice profile "${step.name}" for ${step.countries.join(", ")}.`;
    case "change_profile":
      return `Outbound voice profile "${step.profile.name}": ${[
        ...(step.isEnabling ? ["enable it"] : []),
        ...(step.adding.length > 0 ? [`allow calls to ${step.adding.join(", ")} as well`] : []),
      ].join(", ")}.`;
    case "create_application":
      return `Create the fax application "${step.name}" with the webhook ${webhookUrl}, its time-out ${webhookTimeoutSeconds} s.`;
    case "change_application":
      return `Fax application "${step.application.name}": ${step.changes
        .map((change) => changeWords(change, step.application, webhookUrl))
        .join(", ")}.`;
    case "order_number":
      return `Order ${lastDigits(step.offer.number)} and assign it to the fax application.`;
    case "assign_number":
      return step.number.applicationId === ""
        ? `Assign ${lastDigits(step.number.number)} to the fax application.`
        : `Move ${lastDigits(step.number.number)} from the connection ${step.number.applicationId} to the fax application; it will no longer answer there.`;
    case "store_key":
      return `Store the carrier's key (fingerprint ${step.fingerprint}) in the deployment.`;
    case "send_test_event":
      return "Have the carrier sign a test event: a fax to your own number whose document is no fax, so that it fails before any call.";
  }
}

function changeWords(
  change: ApplicationChange,
  application: { webhookUrl: string; timeoutSeconds: number | undefined },
  webhookUrl: string,
): string {
  switch (change) {
    case "webhook_url":
      return `webhook ${webhookUrl} instead of ${application.webhookUrl || "none"}`;
    case "timeout":
      return `webhook time-out ${webhookTimeoutSeconds} s instead of ${application.timeoutSeconds ?? "the carrier's default of 2"} s`;
    case "activate":
      return "make it active";
    case "attach_profile":
      return "attach the outbound voice profile";
  }
}

/** Prices are the carrier's public list prices; the account's own may differ. */
function priceWords(step: Step): string {
  if (step.do === "order_number") {
    const { monthlyCost, upfrontCost } = step.offer;
    const upfront = Number(upfrontCost) > 0 ? ` and $${money(upfrontCost)} once` : "";
    return `[$${money(monthlyCost || "1")} a month${upfront}]`;
  }
  if (step.do === "send_test_event") return "[free, or one page fee of $0.007 if failed faxes are billed]";
  return "[free]";
}

const money = (amount: string): string => Number(amount).toFixed(2);
