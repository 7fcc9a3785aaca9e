import { lastDigits } from "../discreet.ts";
import { count } from "../terminal-text.ts";
import type { LiveCheck, Sends } from "./live-check.ts";

/**
 * US dollars at the carrier's list prices: one page out and in, a minute each way, rounded up; and one page fee for a
 * fax that fails before its call, as nothing documents that it is free.
 */
const dialledCost = 0.03;
const undialledCost = 0.007;

/** All that the checks send together, at most. */
export function sumOfSends(checks: LiveCheck[], channels: number | undefined): Sends {
  const all = checks.map(({ sends }) => sends(channels));
  const usesDeliveredFax = all.some((sends) => sends.usesDeliveredFax);
  return {
    dialled: all.reduce((sum, sends) => sum + sends.dialled, usesDeliveredFax ? 1 : 0),
    undialled: all.reduce((sum, sends) => sum + sends.undialled, 0),
    usesDeliveredFax,
  };
}

/** What will be sent, where to, and the most it can cost. */
export function announcement(
  checks: LiveCheck[],
  { dialled, undialled }: Sends,
  numbers: { to: string; from: string },
): string[] {
  const cost = dialled * dialledCost + undialled * undialledCost;
  return [
    `${count(checks.length, "check")}: ${checks.map(({ name }) => name).join(", ")}.`,
    `Up to ${count(dialled, "fax", "faxes")} of one page will be dialled, to ${lastDigits(numbers.to)}.`,
    `Up to ${count(undialled, "fax", "faxes")} to ${lastDigits(numbers.from)} will fail before a call, on purpose.`,
    `At the carrier's list prices that costs $${cost.toFixed(2)} at most; what is cancelled or refused costs less.`,
    "Events of these faxes reach the deployment and are kept there as unknown ones; nothing else changes.",
  ];
}
