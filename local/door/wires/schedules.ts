/** Whom EventBridge Scheduler may act as: the trust policy of a schedule's execution role. */
import type { Statement } from "../iam.ts";
import { complaintsAbout, lets, statementsOf, type Entry } from "./resource-policy.ts";
import type { Wires } from "./types.ts";

const service = "scheduler.amazonaws.com";

type Place = { account: string; region: string };

/** EventBridge Scheduler User Guide, "Confused deputy prevention": the source it tells is the group. */
const entryFor = (group: string, { account, region }: Place): Entry => ({
  service,
  action: "sts:AssumeRole",
  resource: "*",
  context: {
    "aws:SourceAccount": account,
    "aws:SourceArn": `arn:aws:scheduler:${region}:${account}:schedule-group/${group}`,
  },
});

/** A trust policy has no Resource; the role itself is what it is about. */
const aboutItself = (trust: Statement[]): Statement[] =>
  statementsOf([{ Statement: trust }]).map((statement) => ({ ...statement, Resource: "*" }));

/** Whether the service may act as the role for schedules of that group. */
export const trustsScheduler = (trust: Statement[], group: string, place: Place): boolean =>
  lets(aboutItself(trust), entryFor(group, place));

/** Whether the trust policy speaks of the service at all. */
export const isForScheduler = (trust: Statement[]): boolean => JSON.stringify(trust).includes(`"${service}"`);

/** A role made for schedules must let the service in for a group of the template, and for nobody else's. */
export function checkSchedulerRoles({ schedulerRoles = [], scheduleGroups = [], ...place }: Wires): string[] {
  return schedulerRoles.flatMap(({ name, trust }) => {
    const group = scheduleGroups.find((one) => trustsScheduler(trust, one, place)) ?? scheduleGroups[0];
    return complaintsAbout(`The role ${name}`, aboutItself(trust), entryFor(group ?? "default", place));
  });
}
