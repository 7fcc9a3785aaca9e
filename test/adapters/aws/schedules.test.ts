import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createSchedule, openSchedules } from "../../../adapters/aws/schedules.ts";
import { createClock } from "../../../local/clock.ts";
import { openScheduler } from "../../../local/engines/scheduler.ts";
import { openStand } from "../../local/door-stand.ts";

const clock = createClock();
const engine = openScheduler(undefined, clock);
const queueArn = "arn:aws:sqs:us-east-1:000000000000:dispatch";
const roleArn = "arn:aws:iam::000000000000:role/acting";
const stand = await openStand(
  { relay: "administrator" },
  {
    clock,
    scheduler: { engine, groups: ["faxes"], trusts: () => true, hasQueue: (arn) => arn === queueArn },
  },
);
const { credentials } = stand.clientOf("relay");
Object.assign(process.env, {
  AWS_ENDPOINT_URL_SCHEDULER: stand.door.url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
});
const schedules = openSchedules({ group: "faxes", roleArn, queueArn });
afterAll(async () => {
  schedules.client.destroy();
  engine.close();
  await stand.stop();
});
beforeEach(() => {
  for (const { group, name } of engine.list()) engine.delete(group, name);
});

const inAnHour = Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000;

describe("a schedule", () => {
  it("puts the message into the queue at that second of UTC, as the role, and deletes itself", async () => {
    await createSchedule(schedules, "fax-1-abc", inAnHour, { faxId: "f", attempt: 1 });
    expect(engine.list()).toMatchObject([
      {
        name: "fax-1-abc",
        group: "faxes",
        at: inAnHour,
        queueArn,
        roleArn,
        input: '{"faxId":"f","attempt":1}',
      },
    ]);
  });

  it("that exists already is done", async () => {
    await createSchedule(schedules, "same", inAnHour, 1);
    await createSchedule(schedules, "same", inAnHour, 1);
    expect(engine.list()).toHaveLength(1);
  });

  it("that is refused otherwise is told by the service's word", async () => {
    const refused = createSchedule(schedules, "past", Date.now() - 3_600_000, 1);
    await expect(refused).rejects.toMatchObject({ name: "ValidationException" });
    const elsewhere = createSchedule({ ...schedules, group: "none" }, "x", inAnHour, 1);
    await expect(elsewhere).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("with a name that a path cannot hold is asked for under that very name", async () => {
    const odd = createSchedule(schedules, "a/b c", inAnHour, 1);
    await expect(odd).rejects.toMatchObject({ name: "ValidationException" });
  });
});
