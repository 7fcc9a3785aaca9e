import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  type CreateScheduleCommandInput,
} from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../local/clock.ts";
import type { Statement } from "../../local/door/iam.ts";
import { firesAt, openScheduler, type Schedule } from "../../local/engines/scheduler.ts";
import { openStand, type Stand } from "./door-stand.ts";

/** EventBridge Scheduler as its User Guide and API Reference describe it, asked by the SDK itself. */

const clock = createClock();
const engine = openScheduler(undefined, clock);
const queueArn = "arn:aws:sqs:us-east-1:000000000000:dispatch";
const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const allow = (action: string, resource: string, condition?: Statement["Condition"]): Statement => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...(condition ? { Condition: condition } : {}),
});
const ofGroup = "arn:aws:scheduler:us-east-1:000000000000:schedule/faxes/*";
const handed = { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } };

let stand: Stand;
let relay: SchedulerClient;
let person: SchedulerClient;
const delivered: Schedule[] = [];
beforeAll(async () => {
  stand = await openStand(
    {
      relay: [allow("scheduler:CreateSchedule", ofGroup), allow("iam:PassRole", role("acting"), handed)],
      person: "administrator",
    },
    {
      clock,
      scheduler: {
        engine,
        groups: ["faxes"],
        trusts: (roleArn, group) => roleArn === role("acting") && group === "faxes",
        hasQueue: (arn) => arn === queueArn,
      },
    },
  );
  relay = new SchedulerClient(stand.clientOf("relay"));
  person = new SchedulerClient(stand.clientOf("person"));
  engine.start(async (schedule) => void delivered.push(schedule));
});
afterAll(async () => {
  engine.close();
  await stand.stop();
});
beforeEach(() => {
  for (const { group, name } of engine.list()) engine.delete(group, name);
  delivered.length = 0;
});

const at = (ms: number) => `at(${new Date(ms).toISOString().slice(0, 19)})`;
const inMinutes = (minutes: number) =>
  Math.ceil((clock.now().getTime() + minutes * 60_000) / 60_000) * 60_000;
const order = (more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: "one",
  GroupName: "faxes",
  ScheduleExpression: at(inMinutes(60)),
  FlexibleTimeWindow: { Mode: "OFF" },
  ActionAfterCompletion: "DELETE",
  Target: { Arn: queueArn, RoleArn: role("acting"), Input: '{"a":1}' },
  ...more,
});
const create = (more: Partial<CreateScheduleCommandInput> = {}, client = relay) =>
  client.send(new CreateScheduleCommand(order(more)));
const refusal = async (sent: Promise<unknown>) => {
  const error = (await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  )) as { name: string; $metadata: { httpStatusCode: number } } | undefined;
  return error && [error.name, error.$metadata.httpStatusCode];
};

describe("a one-time schedule", () => {
  it("is made, shown, listed and deleted", async () => {
    const { ScheduleArn } = await create();
    expect(ScheduleArn).toBe("arn:aws:scheduler:us-east-1:000000000000:schedule/faxes/one");
    const named = { Name: "one", GroupName: "faxes" };
    expect(await person.send(new GetScheduleCommand(named))).toMatchObject({
      ...named,
      State: "ENABLED",
      ScheduleExpression: order().ScheduleExpression,
      Target: { Arn: queueArn, RoleArn: role("acting"), Input: '{"a":1}' },
    });
    const { Schedules } = await person.send(new ListSchedulesCommand({ GroupName: "faxes" }));
    expect(Schedules).toMatchObject([{ ...named, Arn: ScheduleArn }]);
    await person.send(new DeleteScheduleCommand(named));
    expect(await refusal(person.send(new GetScheduleCommand(named)))).toEqual([
      "ResourceNotFoundException",
      404,
    ]);
    expect(await refusal(person.send(new DeleteScheduleCommand(named)))).toEqual([
      "ResourceNotFoundException",
      404,
    ]);
  });

  it("of the same name exists already, whatever its time", async () => {
    await create();
    expect(await refusal(create({ ScheduleExpression: at(inMinutes(90)) }))).toEqual([
      "ConflictException",
      409,
    ]);
    expect(engine.list()).toHaveLength(1);
  });

  it.each<[string, Partial<CreateScheduleCommandInput>]>([
    ["a time that has passed", { ScheduleExpression: "at(2020-01-01T00:00:00)" }],
    ["a time that is none", { ScheduleExpression: "at(2099-02-31T00:00:00)" }],
    ["a name of 65 characters", { Name: "n".repeat(65) }],
    ["a name with other characters", { Name: "+13125550148" }],
    ["a queue that is not there", { Target: { ...order().Target, Arn: `${queueArn}s` } as never }],
    ["a flexible window", { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 } }],
  ])("with %s is refused", async (_, more) => {
    expect(await refusal(create(more))).toEqual(["ValidationException", 400]);
    expect(engine.list()).toEqual([]);
  });

  it("with a role that does not let the service in is refused", async () => {
    const Target = { Arn: queueArn, RoleArn: role("other"), Input: "{}" };
    expect(await refusal(create({ Target }, person))).toEqual(["ValidationException", 400]);
  });

  it("in a group that is not there is refused", async () => {
    expect(await refusal(create({ GroupName: "others" }, person))).toEqual([
      "ResourceNotFoundException",
      404,
    ]);
  });

  it("name of 64 characters is taken", async () => {
    await create({ Name: "n".repeat(64) });
    expect(engine.list()).toHaveLength(1);
  });
});

describe("who may", () => {
  it("make a schedule: only in the group of the grant, and only with a role that may be handed on", async () => {
    expect(await refusal(create({ GroupName: "default" }))).toEqual(["AccessDeniedException", 403]);
    const Target = { Arn: queueArn, RoleArn: role("other"), Input: "{}" };
    expect(await refusal(create({ Target }))).toEqual(["AccessDeniedException", 403]);
    expect(stand.door.denials.slice(-2)).toEqual([
      {
        principal: "relay",
        action: "scheduler:CreateSchedule",
        resource: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/one",
      },
      { principal: "relay", action: "iam:PassRole", resource: role("other") },
    ]);
  });

  it("not delete or read one that it may make", async () => {
    await create();
    const named = { Name: "one", GroupName: "faxes" };
    expect(await refusal(relay.send(new DeleteScheduleCommand(named)))).toEqual([
      "AccessDeniedException",
      403,
    ]);
    expect(await refusal(relay.send(new GetScheduleCommand(named)))).toEqual(["AccessDeniedException", 403]);
  });

  it("call without a valid signature: nobody", async () => {
    const { credentials, ...rest } = stand.clientOf("relay");
    const stranger = new SchedulerClient({
      ...rest,
      credentials: { ...credentials, secretAccessKey: "wrong" },
    });
    expect((await refusal(create({}, stranger)))?.[1]).toBe(403);
    expect(engine.list()).toEqual([]);
  });
});

describe("the time", () => {
  it("is met within the minute, once, and the schedule is gone", async () => {
    const due = inMinutes(60);
    await create({ ScheduleExpression: at(due) });
    clock.advance(Math.floor((due - clock.now().getTime()) / 1000) - 5);
    expect(delivered).toEqual([]);
    clock.advance(70);
    await expect.poll(() => delivered.length).toBe(1);
    expect(delivered[0]).toMatchObject({ name: "one", input: '{"a":1}', roleArn: role("acting") });
    expect(engine.list()).toEqual([]);
    clock.advance(3_600);
    expect(delivered).toHaveLength(1);
  });

  it("with seconds in it is met in the same minute, before or after them", () => {
    const minute = Date.parse("2030-01-01T10:00:00Z");
    const fired = ["a", "b", "c", "d", "e", "f"].map(
      (name) => firesAt({ name, at: minute + 30_000 }) - minute,
    );
    for (const late of fired) expect(late >= 0 && late < 60_000).toBe(true);
    expect(fired.some((late) => late < 30_000)).toBe(true);
    expect(fired.some((late) => late > 30_000)).toBe(true);
  });

  it("that passed while nobody ran is met after the restart; a schedule not delivered is kept", async () => {
    const folder = mkdtempSync(join(tmpdir(), "schedules-"));
    const file = join(folder, "schedules.json");
    const own = createClock();
    const now = own.now().getTime();
    const one = {
      name: "x",
      group: "faxes",
      expression: "at",
      createdAt: now,
      queueArn,
      roleArn: "r",
      input: "{}",
    };
    const first = openScheduler(file, own);
    first.start(() => Promise.reject(new Error("the queue is gone")));
    first.create({ ...one, at: now + 120_000 });
    own.advance(300);
    await expect.poll(() => first.firing()).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    first.close();

    const seen: string[] = [];
    const second = openScheduler(file, own);
    expect(second.list()).toMatchObject([one]);
    second.start(async ({ name }) => void seen.push(name));
    await expect.poll(() => seen).toEqual(["x"]);
    expect(second.list()).toEqual([]);
    second.close();
    expect(openScheduler(file, own).list()).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
