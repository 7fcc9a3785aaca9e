import type { SchedulerEngine } from "../../engines/scheduler.ts";
import { isForScheduler, trustsScheduler } from "../../door/wires/schedules.ts";
import type { SchedulerGround } from "../../door/services/schedules.ts";
import type { Model } from "../template/model.ts";
import { place } from "../template/place.ts";
import type { RoleModel } from "../template/roles.ts";
import type { Authorize } from "./permission.ts";

/** The roles as which schedules may act: principals of the door like the functions. */
export const schedulerRoles = (roles: RoleModel[]): RoleModel[] =>
  roles.filter(({ trust }) => isForScheduler(trust));

/** What the service knows of the template. */
export const schedulerGround = (
  { queues, scheduleGroups }: Model,
  roles: RoleModel[],
  engine: SchedulerEngine,
): SchedulerGround => ({
  engine,
  groups: scheduleGroups,
  hasQueue: (queueArn) => queues.some(({ arn }) => arn === queueArn),
  trusts: (roleArn, group) =>
    roles.some(({ arn, trust }) => arn === roleArn && trustsScheduler(trust, group, place)),
});

/** Delivers what falls due, as the schedule's own role. One that may not is told and gone, as it is without a dead-letter queue. */
export function startSchedules(parts: {
  engine: SchedulerEngine;
  roles: RoleModel[];
  authorize: Authorize;
  sendMessage: (queueArn: string, body: string) => Promise<void>;
  log: (line: string) => void;
}): void {
  const { engine, roles, authorize, sendMessage, log } = parts;
  engine.start(async ({ name, roleArn, queueArn, input }) => {
    const role = roles.find(({ arn }) => arn === roleArn);
    try {
      authorize(role?.name ?? roleArn, "sqs:SendMessage", queueArn);
    } catch (error) {
      log(
        `The schedule ${name} could not deliver. ${error instanceof Error ? error.message : String(error)}`,
      );
      return;
    }
    await sendMessage(queueArn, input);
  });
}
