import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { FunctionName, Environment } from "../functions/runtime/env.ts";
import type { DocumentBucket } from "./document-bucket.ts";
import { FaxFunction, type FunctionKit } from "./fax-function.ts";
import type { FaxTable } from "./fax-table.ts";
import { MailDoor } from "./mail-door.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Settings } from "./settings.ts";
import { WorkQueue } from "./work-queue.ts";

export type RoomsProps = {
  settings: Settings;
  kit: FunctionKit;
  table: FaxTable;
  documents: DocumentBucket;
  monitoring: Monitoring;
  carrierKeyParameter: string;
  firstApiKeySha256: string;
};

/** Receives of a fetch before the last; a document on which the function dies is given up on the one after. */
const lastTry = 3;
const seconds = (value: number): Duration => Duration.seconds(value);

/** The functions that do the work and the queues between them; each function is granted just what it does. */
export class Rooms extends Construct {
  readonly queues: Record<
    "events" | "prepare" | "dispatch" | "cancel" | "fetch" | "erase" | "drop",
    WorkQueue
  >;
  readonly doors: {
    api: FaxFunction<"api">;
    keys: FaxFunction<"keys">;
    health: FaxFunction<"health">;
    docs: FaxFunction<"docs">;
    webhook: FaxFunction<"webhook">;
  };
  private readonly props: RoomsProps;

  constructor(scope: Construct, id: string, props: RoomsProps) {
    super(scope, id);
    this.props = props;
    this.queues = {
      events: this.queue("Events", 30, 8),
      prepare: this.queue("Prepare", 60, lastTry + 1),
      dispatch: this.queue("Dispatch", 60, 8),
      cancel: this.queue("Cancel", 30, 8),
      fetch: this.queue("Fetch", 60, lastTry + 1),
      erase: this.queue("Erase", 30, 8),
      drop: this.queue("Drop", 60, 5),
    };
    this.doors = this.buildDoors();
    this.buildOutbound();
    this.buildInbound();
    this.buildHotFolder();
    if (props.settings.mail) this.buildMail(props.settings.mail);
    this.buildSweep();
  }

  private buildDoors() {
    const { table, documents, firstApiKeySha256, carrierKeyParameter, settings } = this.props;
    const names = { TABLE: table.table.tableName, FIRST_API_KEY_SHA256: firstApiKeySha256 };

    const api = this.fn("Api", "api", 29, 512, { ...this.sendingEnvironment(), ...names });
    this.grantSending(api);
    table.grant(api, "GetItem", "DeleteItem", "BatchGetItem");
    table.grantQueryIndex(api, "by_direction", "by_to", "by_from");
    // Links act as the function that signed them: to write an upload, to read pages.
    documents.grant(api, "PutObject", "uploads/");
    documents.grant(api, "GetObject", "documents/", "inbound/");

    const keys = this.fn("Keys", "keys", 10, 256, names);
    table.grant(keys, "GetItem", "PutItem", "UpdateItem", "Query");

    const health = this.fn("Health", "health", 10, 256, {
      TABLE: names.TABLE,
      CARRIER_KEY_PARAMETER: carrierKeyParameter,
      MAIL_DOMAIN: settings.mail?.domain ?? "",
    });
    table.grant(health, "GetItem");
    this.grantCarrierKey(health);

    const docs = this.fn("Docs", "docs", 5, 256, {});
    const webhook = this.fn("Webhook", "webhook", 10, 512, {
      EVENTS_QUEUE: this.queues.events.queue.queueUrl,
      CARRIER_PUBLIC_KEYS: settings.carrier.publicKeys.join(","),
    });
    this.queues.events.grantSend(webhook);
    this.props.monitoring.webhookErrorAlarm(webhook, webhook.fn);
    return { api, keys, health, docs, webhook };
  }

  private buildOutbound(): void {
    const { table, documents, settings } = this.props;
    const { TABLE, BUCKET } = this.names();

    const prepare = this.fn("Prepare", "prepare", 60, 512, {
      TABLE,
      BUCKET,
      FETCH_ALLOW_ORIGINS: settings.fetch.allowOrigins.join(","),
      LAST_TRY: String(lastTry),
    });
    table.grant(prepare, "GetItem", "UpdateItem");
    documents.grant(prepare, "GetObject", "uploads/", "parts/", "documents/");
    documents.grant(prepare, "PutObject", "documents/");
    // Without it S3 tells a missing object from a forbidden one to nobody.
    documents.grant(prepare, "ListBucket");
    prepare.consume(this.queues.prepare, { batchSize: 1, maxConcurrency: 5 });
    documents.notify("uploads/", this.queues.prepare);

    const dispatch = this.fn("Dispatch", "dispatch", 60, 256, {
      TABLE,
      BUCKET,
      CONNECTION_ID: settings.connection?.id ?? "",
      ...this.carrierEnvironment(),
    });
    table.grant(dispatch, "UpdateItem");
    documents.grant(dispatch, "GetObject", "documents/", "call/");
    documents.grant(dispatch, "PutObject", "call/");
    this.grantCarrierKey(dispatch);
    dispatch.consume(this.queues.dispatch, { batchSize: 1, maxConcurrency: 5 });

    const cancel = this.fn("Cancel", "cancel", 30, 256, this.carrierEnvironment());
    this.grantCarrierKey(cancel);
    cancel.consume(this.queues.cancel, { batchSize: 1, maxConcurrency: 2 });

    const apply = this.fn("Apply", "apply", 30, 256, {
      TABLE,
      BUCKET,
      CONNECTION_ID: settings.connection?.id ?? "",
    });
    table.grant(apply, "GetItem", "PutItem", "UpdateItem");
    documents.grant(apply, "PutObject", "events/");
    apply.consume(this.queues.events, { batchSize: 10, maxConcurrency: 10 });

    const erase = this.fn("Erase", "erase", 30, 256, { BUCKET });
    documents.grant(erase, "DeleteObject", "uploads/", "parts/", "documents/", "call/", "inbound/");
    erase.consume(this.queues.erase, { batchSize: 1, maxConcurrency: 2 });
  }

  private buildInbound(): void {
    const { table, documents, settings } = this.props;
    const fetchInbound = this.fn("FetchInbound", "fetch-inbound", 60, 512, {
      ...this.names(),
      FETCH_ALLOW_ORIGINS: settings.fetch.allowOrigins.join(","),
      LAST_TRY: String(lastTry),
      ...this.carrierEnvironment(),
    });
    table.grant(fetchInbound, "GetItem", "UpdateItem");
    documents.grant(fetchInbound, "PutObject", "inbound/");
    documents.grant(fetchInbound, "GetObject", "inbound/");
    this.grantCarrierKey(fetchInbound);
    fetchInbound.consume(this.queues.fetch, { batchSize: 1, maxConcurrency: 5 });
  }

  private buildHotFolder(): void {
    const { documents, settings } = this.props;
    const drop = this.fn("Drop", "drop", 60, 512, {
      ...this.sendingEnvironment(),
      DEFAULT_COUNTRY: settings.defaultCountry,
    });
    this.grantSending(drop);
    documents.grant(drop, "GetObject", "drop/");
    documents.grant(drop, "ListBucket");
    drop.consume(this.queues.drop, { batchSize: 1, maxConcurrency: 2 });
    documents.notify("drop/", this.queues.drop);
  }

  private buildMail(settings: NonNullable<Settings["mail"]>): void {
    const { documents } = this.props;
    const queue = this.queue("Mail", 60, 5);
    const mail = this.fn("Mail", "mail", 60, 512, {
      ...this.sendingEnvironment(),
      MAIL_DOMAIN: settings.domain,
      MAIL_ALLOWED_SENDERS: settings.allowedSenders.join(","),
      DEFAULT_COUNTRY: this.props.settings.defaultCountry,
    });
    this.grantSending(mail);
    documents.grant(mail, "GetObject", "email/");
    documents.grant(mail, "ListBucket");
    mail.consume(queue, { batchSize: 1, maxConcurrency: 2 });
    new MailDoor(this, "MailDoor", {
      domain: settings.domain,
      ruleSetName: settings.ruleSetName,
      documents,
      queue,
    });
  }

  private buildSweep(): void {
    const { table } = this.props;
    const sweep = this.fn("Sweep", "sweep", 60, 256, { TABLE: this.names().TABLE });
    table.grant(sweep, "GetItem", "UpdateItem");
    table.grantQueryIndex(sweep, "by_due");
    new Rule(this, "EveryFiveMinutes", {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(sweep.fn)],
    });
  }

  private fn<N extends FunctionName>(
    id: string,
    name: N,
    timeoutSeconds: number,
    memoryMb: 256 | 512,
    environment: Environment<N>,
  ): FaxFunction<N> {
    const timeout = seconds(timeoutSeconds);
    return new FaxFunction(this, id, { kit: this.props.kit, name, timeout, memoryMb, environment });
  }

  private queue(id: string, functionTimeoutSeconds: number, maxReceives: number): WorkQueue {
    return new WorkQueue(this, `${id}Queue`, {
      functionTimeout: seconds(functionTimeoutSeconds),
      maxReceives,
      monitoring: this.props.monitoring,
    });
  }

  private names() {
    return {
      TABLE: this.props.table.table.tableName,
      BUCKET: this.props.documents.bucket.bucketName,
    };
  }

  private sendingEnvironment() {
    const { settings } = this.props;
    return {
      ...this.names(),
      CONNECTION_ID: settings.connection?.id ?? "",
      DEFAULT_FROM: settings.connection?.from ?? "",
      ALLOWED_COUNTRIES: settings.allowedCountries.join(","),
      MAX_FAXES_PER_DAY: String(settings.maxFaxesPerDay),
      FETCH_ALLOW_ORIGINS: settings.fetch.allowOrigins.join(","),
    };
  }

  private carrierEnvironment() {
    return {
      CARRIER_BASE_URL: this.props.settings.carrier.baseUrl,
      CARRIER_KEY_PARAMETER: this.props.carrierKeyParameter,
    };
  }

  /** Accepting a fax: store it, count it, recognise it, and keep documents sent along. */
  private grantSending(fn: FaxFunction<"api" | "mail" | "drop">): void {
    this.props.table.grant(fn, "PutItem", "UpdateItem", "Query");
    this.props.documents.grant(fn, "PutObject", "parts/");
  }

  private grantCarrierKey(fn: FaxFunction<FunctionName>): void {
    const resource = `parameter${this.props.carrierKeyParameter}`;
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["ssm:GetParameter"],
        resources: [Stack.of(this).formatArn({ service: "ssm", resource })],
      }),
    );
  }
}
