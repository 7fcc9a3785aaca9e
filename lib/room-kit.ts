import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { defaultGiveUpSeconds } from "../core/retry-policy.ts";
import type { Environment, FunctionName } from "../functions/runtime/env.ts";
import type { DocumentBucket } from "./document-bucket.ts";
import { FaxFunction, type FunctionKit, type Packaging } from "./fax-function.ts";
import type { FaxTable } from "./fax-table.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Settings } from "./settings.ts";
import { WorkQueue } from "./work-queue.ts";

export type RoomKitProps = {
  settings: Settings;
  kit: FunctionKit;
  table: FaxTable;
  documents: DocumentBucket;
  monitoring: Monitoring;
  carrierKeyParameter: string;
  /** The HTTP API's base; known once the API, which is made after the rooms, is there. */
  apiUrl: string;
};

/** Receives of a document before the last try; one on which the function dies is given up on the receive after. */
export const lastTry = 3;

/** What every room is built from: functions and queues, the environments and the grants that several share. */
export class RoomKit {
  readonly table: FaxTable;
  readonly documents: DocumentBucket;
  readonly settings: Settings;
  readonly monitoring: Monitoring;
  readonly carrierKeyParameter: string;
  readonly apiUrl: string;
  private readonly scope: Construct;
  private readonly kit: FunctionKit;

  constructor(scope: Construct, props: RoomKitProps) {
    this.scope = scope;
    this.kit = props.kit;
    this.table = props.table;
    this.documents = props.documents;
    this.settings = props.settings;
    this.monitoring = props.monitoring;
    this.carrierKeyParameter = props.carrierKeyParameter;
    this.apiUrl = props.apiUrl;
  }

  fn<N extends FunctionName>(
    id: string,
    name: N,
    timeoutSeconds: number,
    memoryMb: 256 | 512 | 1769,
    environment: Environment<N>,
    packaging: Packaging = "zip",
  ): FaxFunction<N> {
    const timeout = Duration.seconds(timeoutSeconds);
    return new FaxFunction(this.scope, id, {
      kit: this.kit,
      name,
      timeout,
      memoryMb,
      environment,
      packaging,
    });
  }

  queue(id: string, functionTimeoutSeconds: number, maxReceives: number): WorkQueue {
    return new WorkQueue(this.scope, `${id}Queue`, {
      functionTimeout: Duration.seconds(functionTimeoutSeconds),
      maxReceives,
      monitoring: this.monitoring,
    });
  }

  get names() {
    return { TABLE: this.table.table.tableName, BUCKET: this.documents.bucket.bucketName };
  }

  get connectionId(): string {
    return this.settings.connection?.id ?? "";
  }

  /** The settings' `header` for an environment; empty where it is off. */
  get header(): string {
    const { off, ...header } = this.settings.header;
    return off === undefined ? JSON.stringify(header) : "";
  }

  /** Empty where the settings leave the redials as they are. */
  get retry(): string {
    return this.settings.retry ? JSON.stringify(this.settings.retry) : "";
  }

  /** Empty where the settings name no prices. */
  get rates(): string {
    return this.settings.rates ? JSON.stringify(this.settings.rates) : "";
  }

  get fetchOrigins(): string {
    return this.settings.fetch.allowOrigins.join(",");
  }

  get sendingEnvironment() {
    return {
      ...this.names,
      CONNECTION_ID: this.connectionId,
      DEFAULT_FROM: this.settings.connection?.from ?? "",
      ALLOWED_COUNTRIES: this.settings.allowedCountries.join(","),
      MAX_FAXES_PER_DAY: String(this.settings.maxFaxesPerDay),
      FETCH_ALLOW_ORIGINS: this.fetchOrigins,
      GIVE_UP_AFTER_SECONDS: String(this.settings.retry?.give_up_after_seconds ?? defaultGiveUpSeconds),
    };
  }

  get preparingEnvironment() {
    return {
      ...this.names,
      FETCH_ALLOW_ORIGINS: this.fetchOrigins,
      LAST_TRY: String(lastTry),
      DEFAULT_COUNTRY: this.settings.defaultCountry,
      HEADER: this.header,
    };
  }

  get carrierEnvironment() {
    return {
      CARRIER_BASE_URL: this.settings.carrier.baseUrl,
      CARRIER_KEY_PARAMETER: this.carrierKeyParameter,
    };
  }

  /** Accepting a fax: store it, count it, recognise it, and keep documents sent along. */
  grantSending(fn: FaxFunction<"api" | "mail" | "drop">): void {
    this.table.grant(fn, "PutItem", "UpdateItem", "Query");
    this.documents.grant(fn, "PutObject", "parts/");
  }

  /** Preparing a fax: read its documents, store its pages, note them; erase those of a fax deleted meanwhile. */
  grantPreparing(fn: FaxFunction<"prepare" | "office">): void {
    this.table.grant(fn, "GetItem", "UpdateItem");
    this.documents.grant(fn, "GetObject", "uploads/", "parts/", "documents/", "covers/");
    this.documents.grant(fn, "PutObject", "documents/");
    this.documents.grant(fn, "DeleteObject", "documents/");
    // Without it S3 tells a missing object from a forbidden one to nobody.
    this.documents.grant(fn, "ListBucket");
  }

  grantCarrierKey(fn: FaxFunction<FunctionName>, ...actions: ("GetParameter" | "PutParameter")[]): void {
    const resource = `parameter${this.carrierKeyParameter}`;
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `ssm:${action}`),
        resources: [Stack.of(this.scope).formatArn({ service: "ssm", resource })],
      }),
    );
  }

  /** Raw messages, from addresses of the mail domain only. */
  grantSendMail(fn: FaxFunction<"mail" | "sweep">, domain: string): void {
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["ses:SendRawEmail"],
        resources: [
          Stack.of(this.scope).formatArn({ service: "ses", resource: "identity", resourceName: domain }),
        ],
      }),
    );
  }
}
