import { ConflictException, CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";

/** One-time schedules of this installation: each puts a message into one queue and deletes itself. */
export type Schedules = {
  client: SchedulerClient;
  group: string;
  /** As whom the schedules act: may put messages into that queue and nothing else. */
  roleArn: string;
  queueArn: string;
};

export const openSchedules = (where: Omit<Schedules, "client">): Schedules => ({
  client: new SchedulerClient({ maxAttempts: 5 }),
  ...where,
});

/**
 * Puts `message` into the queue at `at` (epoch ms, to come), within a minute after it. A schedule of the same name is
 * the same schedule: done. @throws where the service refuses otherwise
 */
export async function createSchedule(
  { client, group, roleArn, queueArn }: Schedules,
  name: string,
  at: number,
  message: unknown,
): Promise<void> {
  const command = new CreateScheduleCommand({
    Name: name,
    GroupName: group,
    ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
    Target: { Arn: queueArn, RoleArn: roleArn, Input: JSON.stringify(message) },
  });
  await client.send(command).catch((error: unknown) => {
    if (!(error instanceof ConflictException)) throw error;
  });
}
