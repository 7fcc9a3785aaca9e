/** EventBridge Scheduler behind the door: the one-time schedules that the product makes, and looking at them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Schedule, SchedulerEngine } from "../../engines/scheduler.ts";
import type { Desk } from "../desk.ts";
import { isObject, type Json } from "../needs/need.ts";
import { scheduleCall, scheduleNeeds, type ScheduleCall } from "../needs/schedules.ts";
import { readSchedule } from "./read-schedule.ts";
import { handleRest, RestRefused } from "./rest-json.ts";

/** What of the template the service needs to know. */
export type SchedulerGround = {
  engine: SchedulerEngine;
  /** Names of the groups that exist beside `default`. */
  groups: string[];
  /** Whether the role lets the service act for schedules of that group. */
  trusts: (roleArn: string, group: string) => boolean;
  hasQueue: (arn: string) => boolean;
};

/** Answers one request; never rejects. */
export const handleSchedules = (
  desk: Desk,
  ground: SchedulerGround,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> =>
  handleRest(
    desk,
    {
      name: "scheduler",
      maxBytes: 256 * 1024,
      async perform({ principal, method, url, body }) {
        const target = isObject(body["Target"]) ? body["Target"] : {};
        const call = scheduleCall(method, url, body["GroupName"]);
        desk.counts.request(principal, `scheduler:${call.operation}`);
        for (const need of scheduleNeeds(call, target["RoleArn"], desk.place))
          await desk.require(principal, need);
        return perform(desk, ground, call, body);
      },
    },
    request,
    response,
  );

function perform(desk: Desk, ground: SchedulerGround, call: ScheduleCall, body: Json): Json {
  const { engine, groups } = ground;
  const { operation, group, name } = call;
  if (group !== "" && ![...groups, "default"].includes(group)) {
    throw new RestRefused(404, "ResourceNotFoundException", `Schedule group ${group} does not exist.`);
  }
  if (operation === "ListSchedules") {
    const found = engine.list(group === "" ? undefined : group);
    return { Schedules: found.map((one) => summaryOf(desk, one)), NextToken: null };
  }
  if (operation === "CreateSchedule") {
    const fresh = readSchedule(call, body, ground, desk.clock.now().getTime());
    if (!engine.create(fresh)) {
      throw new RestRefused(409, "ConflictException", `Schedule ${name} already exists.`);
    }
    return { ScheduleArn: arnOf(desk, fresh) };
  }
  const found = engine.find(group, name);
  if (!found) {
    throw new RestRefused(404, "ResourceNotFoundException", `Schedule ${name} does not exist.`);
  }
  if (operation === "GetSchedule") return viewOf(desk, found);
  engine.delete(group, name);
  return {};
}

const arnOf = ({ place }: Desk, { group, name }: Pick<Schedule, "group" | "name">): string =>
  `arn:aws:scheduler:${place.region}:${place.account}:schedule/${group}/${name}`;

const summaryOf = (desk: Desk, one: Schedule): Json => ({
  Arn: arnOf(desk, one),
  Name: one.name,
  GroupName: one.group,
  State: "ENABLED",
  CreationDate: one.createdAt / 1000,
  LastModificationDate: one.createdAt / 1000,
  Target: { Arn: one.queueArn },
});

const viewOf = (desk: Desk, one: Schedule): Json => ({
  ...summaryOf(desk, one),
  ScheduleExpression: one.expression,
  ScheduleExpressionTimezone: "UTC",
  FlexibleTimeWindow: { Mode: "OFF" },
  ActionAfterCompletion: "DELETE",
  Target: { Arn: one.queueArn, RoleArn: one.roleArn, Input: one.input },
});
