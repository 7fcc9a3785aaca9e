/** Which IAM actions an EventBridge Scheduler call needs (Service Authorization Reference, Amazon EventBridge Scheduler). */
import { notMapped, type Need, type Place } from "./need.ts";

export type ScheduleCall = {
  operation: "CreateSchedule" | "GetSchedule" | "DeleteSchedule" | "ListSchedules";
  group: string;
  /** Empty in a list. */
  name: string;
};

export const schedulerService = "scheduler.amazonaws.com";

const operations: Record<string, ScheduleCall["operation"]> = {
  POST: "CreateSchedule",
  GET: "GetSchedule",
  DELETE: "DeleteSchedule",
};

/** What is called; the group may stand in the body instead. @throws Unmapped for any other path or method */
export function scheduleCall(method: string, url: string, groupInBody: unknown): ScheduleCall {
  const { pathname, searchParams } = new URL(url, "http://door");
  const [, encoded] = /^\/schedules\/([^/]+)$/.exec(pathname) ?? [];
  if (pathname === "/schedules" && method === "GET") {
    return { operation: "ListSchedules", group: searchParams.get("ScheduleGroup") ?? "", name: "" };
  }
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined;
  if (encoded === undefined || operation === undefined) throw notMapped("scheduler", `${method} ${pathname}`);
  const group = searchParams.get("groupName") ?? (typeof groupInBody === "string" ? groupInBody : "");
  return { operation, group: group || "default", name: decodeURIComponent(encoded) };
}

/** Whoever makes a schedule also hands a role to the service. */
export function scheduleNeeds(call: ScheduleCall, roleArn: unknown, { region, account }: Place): Need[] {
  const { operation, group, name } = call;
  const resource =
    operation === "ListSchedules" ? "*" : `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;
  const own = { action: `scheduler:${operation}`, resource, context: {} };
  if (operation !== "CreateSchedule" || typeof roleArn !== "string") return [own];
  const context = { "iam:PassedToService": schedulerService };
  return [own, { action: "iam:PassRole", resource: roleArn, context }];
}
