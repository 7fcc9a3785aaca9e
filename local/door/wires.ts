/** What `cdk deploy` needs beyond identity policies: the other half of every wire between two services. */
import {
  checkEventSources,
  checkFunctionUrls,
  checkRoutes,
  checkRules,
  checkTrust,
} from "./wires/functions.ts";
import { checkBucketEvents, checkReceiptRules, checkSubscriptions } from "./wires/messages.ts";
import { checkSchedulerRoles } from "./wires/schedules.ts";
import type { Wires } from "./wires/types.ts";

export type { Wired, WiredFunction, Wires } from "./wires/types.ts";

const checks = [
  checkTrust,
  checkRoutes,
  checkFunctionUrls,
  checkRules,
  checkEventSources,
  checkBucketEvents,
  checkSubscriptions,
  checkReceiptRules,
  checkSchedulerRoles,
];

/** Complaints in plain words; none when every wire works on AWS. A policy that is not understood is one as well. */
export function checkWires(wires: Wires): string[] {
  return checks.flatMap((check) => {
    try {
      return check(wires);
    } catch (error) {
      return [
        `A resource policy cannot be judged: ${error instanceof Error ? error.message : String(error)}.`,
      ];
    }
  });
}
