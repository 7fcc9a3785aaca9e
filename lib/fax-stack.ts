import { CfnOutput, CfnParameter, Lazy, Stack, type StackProps } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { FunctionName } from "../functions/runtime/env.ts";
import { buildDashboard } from "./dashboard.ts";
import { DocumentBucket } from "./document-bucket.ts";
import { FaxTable } from "./fax-table.ts";
import { FaxHttpApi } from "./http-api.ts";
import { Monitoring } from "./monitoring.ts";
import { Rooms } from "./rooms.ts";
import type { Settings } from "./settings.ts";
import { StreamRelay } from "./stream-relay.ts";

export type FaxStackProps = StackProps & {
  settings: Settings;
  /** The folder of a function's bundle. */
  bundleOf: (name: FunctionName) => string;
};

/** The whole product in one stack. */
export class FaxStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundleOf, ...props }: FaxStackProps) {
    super(scope, id, props);
    const firstKey = new CfnParameter(this, "FirstApiKeySha256", {
      type: "String",
      default: "",
      allowedPattern: "^([0-9a-f]{64})?$",
      description:
        "SHA-256 of the first API key, in hex; `npm run deploy` makes the key and passes its hash.",
    });
    const carrierKeyParameter = settings.carrier.keyParameter ?? `/${id}/carrier-key`;
    const kit = { bundleOf, logRetention: settings.logRetentionDays as RetentionDays };
    const monitoring = new Monitoring(this, "Monitoring", settings.alarmEmail);
    const table = new FaxTable(this, "FaxTable");
    const documents = new DocumentBucket(this, "Documents", settings.uploads.corsOrigins);
    const rooms = new Rooms(this, "Rooms", {
      settings,
      kit,
      table,
      documents,
      monitoring,
      carrierKeyParameter,
      firstApiKeySha256: firstKey.valueAsString,
      apiUrl: Lazy.string({ produce: (): string => front.url }),
    });
    const eventBus = settings.eventBus ? new EventBus(this, "EventBus") : undefined;
    const { queues, mailQueue } = rooms;
    const relayed = { queues, mailQueue, eventBus };
    new StreamRelay(this, "StreamRelay", { kit, table, documents, monitoring, ...relayed });
    const { api, pages, preview, keys, carrier, diagnosis, health, docs, webhook, endpoints, directory } =
      rooms.doors;
    if (settings.dashboard) buildDashboard(this, monitoring.deadLetters);
    const front = new FaxHttpApi(this, "HttpApi", {
      api: api.fn,
      pages: pages.fn,
      preview: preview.fn,
      keys: keys.fn,
      carrier: carrier.fn,
      diagnosis: diagnosis.fn,
      health: health.fn,
      docs: docs.fn,
      webhook: webhook.fn,
      endpoints: endpoints.fn,
      directory: directory.fn,
    });
    new CfnOutput(this, "ApiUrl", { value: front.url, description: "The base that /v2 hangs on." });
    new CfnOutput(this, "WebhookUrl", {
      value: `${front.url}/webhooks/telnyx`,
      description: "Give this to the carrier's fax application.",
    });
    new CfnOutput(this, "CarrierKeyParameter", {
      value: carrierKeyParameter,
      description: "Store the carrier's API key here, as a SecureString.",
    });
    new CfnOutput(this, "Bucket", { value: documents.bucket.bucketName });
    if (eventBus) {
      const description = "Make rules here for the events of faxes.";
      new CfnOutput(this, "EventBusArn", { value: eventBus.eventBusArn, description });
    }
  }
}
