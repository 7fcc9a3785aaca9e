/** EventBridge Scheduler behind the door: the one-time schedules that the product makes, and looking at them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Schedule, SchedulerEngine } from "../../engines/scheduler.ts";
import { readBody, SignatureError, verifySignature } from "../../sigv4.ts";
import type { Desk } from "../desk.ts";
import { AccessDenied } from "../ledger.ts";
import { isObject, Unmapped, type Json } from "../needs/need.ts";
import { scheduleCall, scheduleNeeds, type ScheduleCall } from "../needs/schedules.ts";
import { readSchedule, ScheduleRefused } from "./read-schedule.ts";

/** What of the template the service needs to know. */
export type SchedulerGround = {
  engine: SchedulerEngine;
  /** Names of the groups that exist beside `default`. */
  groups: string[];
  /** Whether the role lets the service act for schedules of that group. */
  trusts: (roleArn: string, group: string) => boolean;
  hasQueue: (arn: string) => boolean;
};

/** The service that a request is signed for; S3 and this one name their calls by path alone. */
export const isForScheduler = ({ headers }: IncomingMessage): boolean =>
  /Credential=[^,]*\/scheduler\/aws4_request/.test(headers.authorization ?? "");

/** Answers one request; never rejects. */
export async function handleSchedules(
  desk: Desk,
  ground: SchedulerGround,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    sendJson(response, 200, await answer(desk, ground, request));
  } catch (error) {
    if (response.destroyed) return;
    const { status, code, message } = refusalOf(desk, error);
    response.setHeader("x-amzn-errortype", code);
    sendJson(response, status, { Message: message });
    request.resume();
  }
}

async function answer(desk: Desk, ground: SchedulerGround, request: IncomingMessage): Promise<Json> {
  const { method = "", url = "", headers } = request;
  const credentialsOf = (id: string) => desk.principals.credentialsOf(id);
  const verdict = verifySignature({ method, url, headers }, "scheduler", credentialsOf, desk.clock.now());
  if (!verdict.ok) throw new SignatureError(verdict.status, verdict.code, verdict.message);
  const bytes = await readBody(request, verdict.payload, 256 * 1024);
  const principal = desk.principals.nameOf(verdict.accessKeyId);
  const body = parsed(bytes);
  const target = isObject(body["Target"]) ? body["Target"] : {};
  const call = scheduleCall(method, url, body["GroupName"]);
  desk.counts.request(principal, `scheduler:${call.operation}`);
  for (const need of scheduleNeeds(call, target["RoleArn"], desk.place)) await desk.require(principal, need);
  return perform(desk, ground, call, body);
}

function perform(desk: Desk, ground: SchedulerGround, call: ScheduleCall, body: Json): Json {
  const { engine, groups } = ground;
  const { operation, group, name } = call;
  if (group !== "" && ![...groups, "default"].includes(group)) {
    throw new ScheduleRefused(404, "ResourceNotFoundException", `Schedule group ${group} does not exist.`);
  }
  if (operation === "ListSchedules") {
    const found = engine.list(group === "" ? undefined : group);
    return { Schedules: found.map((one) => summaryOf(desk, one)), NextToken: null };
  }
  if (operation === "CreateSchedule") {
    const fresh = readSchedule(call, body, ground, desk.clock.now().getTime());
    if (!engine.create(fresh)) {
      throw new ScheduleRefused(409, "ConflictException", `Schedule ${name} already exists.`);
    }
    return { ScheduleArn: arnOf(desk, fresh) };
  }
  const found = engine.find(group, name);
  if (!found) {
    throw new ScheduleRefused(404, "ResourceNotFoundException", `Schedule ${name} does not exist.`);
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

function parsed(bytes: Buffer): Json {
  try {
    const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"));
    if (isObject(body)) return body;
  } catch {
    // Answered below.
  }
  throw new ScheduleRefused(400, "ValidationException", "The body is not a JSON object.");
}

function refusalOf(desk: Desk, error: unknown): { status: number; code: string; message: string } {
  if (error instanceof AccessDenied)
    return { status: 403, code: "AccessDeniedException", message: error.message };
  // Services that know calls by their path refuse a signature with 403, where those with a target say 400.
  if (error instanceof SignatureError) return { status: 403, code: error.code, message: error.message };
  if (error instanceof Unmapped || error instanceof ScheduleRefused) return error;
  desk.log(`The door failed: ${String(error)}`);
  return { status: 500, code: "InternalServerException", message: "The laptop's engine did not answer." };
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
