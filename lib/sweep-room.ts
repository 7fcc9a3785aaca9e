import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import type { RoomKit } from "./room-kit.ts";

/** Every five minutes: what is due. */
export function buildSweepRoom(scope: Construct, kit: RoomKit): void {
  const { table, documents } = kit;
  const sweep = kit.fn("Sweep", "sweep", 60, 256, { ...kit.names, ...kit.carrierEnvironment });
  // Calls whose end is overdue are asked about at the carrier.
  kit.grantCarrierKey(sweep, "GetParameter");
  // Query: the broadcasts that have something left to be done.
  table.grant(sweep, "GetItem", "UpdateItem", "Query");
  table.grantQueryIndex(sweep, "by_due");
  // An upload that came in time is not called expired; without ListBucket a missing one reads as forbidden.
  documents.grant(sweep, "GetObject", "uploads/");
  documents.grant(sweep, "ListBucket");
  new Rule(scope, "EveryFiveMinutes", {
    schedule: Schedule.rate(Duration.minutes(5)),
    targets: [new LambdaFunction(sweep.fn)],
  });
}
