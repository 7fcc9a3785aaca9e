import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import type { RoomKit } from "./room-kit.ts";
import { digestAddress } from "./settings.ts";

/** Every five minutes: what is due, was lost, or is overdue at the carrier. */
export function buildSweepRoom(scope: Construct, kit: RoomKit): void {
  const { table, documents } = kit;
  const { mail, header } = kit.settings;
  const digestTo = digestAddress(kit.settings);
  const sweep = kit.fn("Sweep", "sweep", 240, 256, {
    ...kit.names,
    CONNECTION_ID: kit.connectionId,
    CHANNELS: String(kit.settings.channels),
    RETRY: kit.retry,
    ...kit.carrierEnvironment,
    DIGEST_TO: digestTo ?? "",
    MAIL_DOMAIN: mail?.domain ?? "",
    TIME_ZONE: header.timeZone,
  });
  // Calls whose end is overdue are asked about at the carrier.
  kit.grantCarrierKey(sweep, "GetParameter");
  // A reception whose webhooks were lost is stored by the sweep, as are its own cursors; who waits first for a channel tells how long.
  table.grant(sweep, "GetItem", "PutItem", "UpdateItem", "BatchGetItem", "Query");
  table.grantQueryIndex(sweep, "by_due", "by_direction", "by_to", "by_from");
  // What a mailbox keeps no longer: a fax becomes a tombstone, its request goes.
  table.grantPartitions(sweep, ["fax#*"], "DeleteItem");
  // An upload that came in time is not called expired; without ListBucket a missing one reads as forbidden.
  documents.grant(sweep, "GetObject", "uploads/");
  documents.grant(sweep, "ListBucket");
  // The pages of a call that may or may not have been made: without them it cannot be made any more.
  documents.grant(sweep, "DeleteObject", "call/");
  if (mail && digestTo !== undefined) kit.grantSendMail(sweep, mail.domain);
  new Rule(scope, "EveryFiveMinutes", {
    schedule: Schedule.rate(Duration.minutes(5)),
    targets: [new LambdaFunction(sweep.fn)],
  });
  kit.monitoring.sweepErrorAlarm(sweep, sweep.fn);
}
