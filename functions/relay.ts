import type { DynamoDBStreamEvent } from "aws-lambda";
import { openQueues, sendMessages, type OutgoingMessage } from "../adapters/aws/queues.ts";
import { openEventBus, putEvents, type EventBus } from "../adapters/aws/event-bus.ts";
import { createSchedule, openSchedules, type Schedules } from "../adapters/aws/schedules.ts";
import { putDelivery } from "../adapters/aws/deliveries.ts";
import { endpointsKey, listEndpoints } from "../adapters/aws/endpoints.ts";
import { listMailboxes } from "../adapters/aws/mailboxes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { isIn, readTableChange } from "../adapters/aws/table-stream.ts";
import { countOutcomes } from "../core/fax-outcomes.ts";
import { announceEvents, type AnnounceDeps } from "../core/operations/announce-events.ts";
import { orderReports, type OrderReportsDeps } from "../core/operations/order-reports.ts";
import { putOnBus, type BusDeps } from "../core/operations/put-on-bus.ts";
import { mailboxPartition } from "../core/mailbox/mailbox.ts";
import { followUps, type FollowUp } from "../core/relay.ts";
import { readEnvironment } from "./runtime/env.ts";
import { keptAMinute } from "./runtime/kept-a-minute.ts";
import { describeError, report } from "./runtime/log.ts";
import { writeFigures } from "./runtime/metrics.ts";

const settings = readEnvironment("relay");
const queues = openQueues();
const table = openTable(settings.TABLE);
const urls: Record<FollowUp["queue"], string> = {
  prepare: settings.PREPARE_QUEUE,
  dispatch: settings.DISPATCH_QUEUE,
  cancel: settings.CANCEL_QUEUE,
  fetch: settings.FETCH_QUEUE,
  erase: settings.ERASE_QUEUE,
  broadcast: settings.BROADCAST_QUEUE,
};
let opened: Schedules | undefined;
/** Opened for the first long wait: most faxes never need one. */
const schedules = (): Schedules =>
  (opened ??= openSchedules({
    group: settings.SCHEDULE_GROUP,
    roleArn: settings.SCHEDULE_ROLE_ARN,
    queueArn: settings.DISPATCH_QUEUE_ARN,
  }));

/** A fax changes often: who hears of it is asked once a minute. */
const endpoints = keptAMinute(() => listEndpoints(table), Date.now);
const mailboxes = keptAMinute(() => listMailboxes(table), Date.now);

const announcing: AnnounceDeps = {
  now: Date.now,
  listEndpoints: endpoints.read,
  putDelivery: (delivery) => putDelivery(table, delivery),
};

const reporting: OrderReportsDeps = {
  listMailboxes: mailboxes.read,
  order: (messages) =>
    sendMessages(
      queues,
      settings.MAIL_QUEUE,
      messages.map((body) => ({ body, delaySeconds: 0 })),
    ),
};

let openedBus: EventBus | undefined;
const onBus: BusDeps = {
  now: Date.now,
  putEntries: (entries) => putEvents((openedBus ??= openEventBus(settings.EVENT_BUS)), entries),
  passOver: (events, error) => report("bus_passed_over", { events, error: describeError(error) }),
};

/** Reads the table's stream and feeds the queues (P7). A batch that throws is read again; repeats are harmless. */
export const handler = async (event: DynamoDBStreamEvent) => {
  const byQueue = new Map<FollowUp["queue"], OutgoingMessage[]>();
  const later: (() => Promise<void>)[] = [];
  if (event.Records.some((record) => isIn(endpointsKey, record))) endpoints.forget();
  if (event.Records.some((record) => isIn(mailboxPartition, record))) mailboxes.forget();
  const changes = event.Records.flatMap((record) => readTableChange(record) ?? []);
  for (const change of changes) {
    for (const next of followUps(change, Date.now())) {
      if ("schedule" in next) {
        later.push(() => makeSchedule(next));
        continue;
      }
      const messages = byQueue.get(next.queue) ?? [];
      const delaySeconds = next.queue === "dispatch" ? next.delaySeconds : 0;
      byQueue.set(next.queue, [...messages, { body: next.message, delaySeconds }]);
    }
  }
  await Promise.all([...byQueue].map(([queue, messages]) => sendMessages(queues, urls[queue], messages)));
  if (settings.MAIL_QUEUE !== "") await orderReports(reporting, changes);
  await announceEvents(announcing, changes);
  // What is to happen now is sent by now, whatever becomes of these.
  await inTurn(later);
  if (settings.EVENT_BUS !== "") await putOnBus(onBus, changes);
  for (const { figures, failureClass } of countOutcomes(changes)) writeFigures(figures, failureClass);
  return { batchItemFailures: [] };
};

/**
 * One that cannot be made must not keep the stream's other records back: the sweep looks at the fax when its time has
 * come.
 */
async function makeSchedule({ schedule, at, message }: Extract<FollowUp, { schedule: string }>) {
  await createSchedule(schedules(), schedule, at, message).catch((error: unknown) =>
    report("schedule_failed", { schedule, error: error instanceof Error ? error.name : "unknown" }),
  );
}

const atOnce = 10;

/** A batch holds up to a hundred records; the service takes only so many new schedules a second. */
async function inTurn(steps: (() => Promise<void>)[]): Promise<void> {
  for (let start = 0; start < steps.length; start += atOnce) {
    await Promise.all(steps.slice(start, start + atOnce).map((step) => step()));
  }
}
