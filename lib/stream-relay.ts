import { mailboxPartition } from "../core/mailbox/mailbox.ts";
import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import type { DocumentBucket } from "./document-bucket.ts";
import { FaxFunction, type FunctionKit } from "./fax-function.ts";
import type { FaxTable } from "./fax-table.ts";
import type { Monitoring } from "./monitoring.ts";
import { Schedules } from "./schedules.ts";
import { readTableStream } from "./table-reader.ts";
import type { WorkQueue } from "./work-queue.ts";

export type StreamRelayProps = {
  kit: FunctionKit;
  table: FaxTable;
  documents: DocumentBucket;
  monitoring: Monitoring;
  /** Where events are put, too. */
  eventBus: EventBus | undefined;
  queues: Record<"prepare" | "dispatch" | "cancel" | "fetch" | "erase" | "broadcast", WorkQueue>;
  mailQueue: WorkQueue | undefined;
};

/** Reads the table's stream and feeds the queues: the only wire from "written" to "what is next". */
export class StreamRelay extends Construct {
  constructor(scope: Construct, id: string, props: StreamRelayProps) {
    super(scope, id);
    const { queues, table, documents, eventBus } = props;
    const schedules = new Schedules(this, "Schedules", queues.dispatch);
    const relay = new FaxFunction(this, "Relay", {
      kit: props.kit,
      name: "relay",
      memoryMb: 256,
      timeout: Duration.seconds(60),
      environment: {
        TABLE: table.table.tableName,
        PREPARE_QUEUE: queues.prepare.queue.queueUrl,
        DISPATCH_QUEUE: queues.dispatch.queue.queueUrl,
        CANCEL_QUEUE: queues.cancel.queue.queueUrl,
        FETCH_QUEUE: queues.fetch.queue.queueUrl,
        ERASE_QUEUE: queues.erase.queue.queueUrl,
        DISPATCH_QUEUE_ARN: queues.dispatch.queue.queueArn,
        SCHEDULE_GROUP: schedules.groupName,
        SCHEDULE_ROLE_ARN: schedules.role.roleArn,
        BROADCAST_QUEUE: queues.broadcast.queue.queueUrl,
        MAIL_QUEUE: props.mailQueue?.queue.queueUrl ?? "",
        EVENT_BUS: eventBus?.eventBusName ?? "",
      },
    });
    schedules.grantCreate(relay);
    eventBus?.grantPutEventsTo(relay);
    const { prepare, dispatch, cancel, fetch, erase, broadcast } = queues;
    for (const queue of [prepare, dispatch, cancel, fetch, erase, broadcast, props.mailQueue]) {
      queue?.grantSend(relay);
    }
    table.grantPartitions(relay, ["endpoints", ...(props.mailQueue ? [mailboxPartition] : [])], "Query");
    table.grantPartitions(relay, ["endpoint#*"], "PutItem");
    readTableStream(relay, {
      table,
      documents,
      keys: [
        { pk: { S: [{ prefix: "fax#" }] } },
        { pk: { S: ["endpoints", mailboxPartition] } },
        { sk: { S: ["lane", "channel", "broadcast"] } },
      ],
      batchSize: 100,
    });
    props.monitoring.relayLagAlarm(this, relay.fn);
  }
}
