import { type Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  PolicyStatement,
  Role,
  ServicePrincipal,
  type IGrantable,
  type IPrincipal,
} from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  EventSourceMapping,
  Function,
  Handler,
  Runtime,
  type FunctionProps,
} from "aws-cdk-lib/aws-lambda";
import { Platform } from "aws-cdk-lib/aws-ecr-assets";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Environment, FunctionName } from "../functions/runtime/env.ts";
import type { WorkQueue } from "./work-queue.ts";

/** What all functions of one stack share. */
export type FunctionKit = { bundleOf: (name: FunctionName) => string; logRetention: RetentionDays };

export type FaxFunctionProps<N extends FunctionName> = {
  kit: FunctionKit;
  name: N;
  environment: Environment<N>;
  timeout: Duration;
  memoryMb: 256 | 512 | 1769;
  /** A zip file, if absent. */
  packaging?: Packaging;
};

/** `image`: the bundle's folder holds a Dockerfile, by which `cdk deploy` builds a container image. */
export type Packaging = "zip" | "image";

/** One function: bundled code, its own role that starts with nothing but its own log, and typed environment. */
export class FaxFunction<N extends FunctionName> extends Construct implements IGrantable {
  readonly fn: Function;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: FaxFunctionProps<N>) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Log", {
      retention: props.kit.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.grantPrincipal = role;
    this.fn = new Function(this, "Function", {
      ...codeOf(props.kit.bundleOf(props.name), props.packaging ?? "zip"),
      architecture: Architecture.ARM_64,
      role,
      logGroup,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      environment: {
        ...(props.environment as Record<string, string>),
        STACK: Stack.of(this).stackName,
        NODE_OPTIONS: "--enable-source-maps",
      },
    });
  }

  /** Reads a queue: message by message, failures one by one. */
  consume(source: WorkQueue, options: { batchSize: number; maxConcurrency?: number }): void {
    this.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [source.queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, `From${source.node.id}`, {
      target: this.fn,
      eventSourceArn: source.queue.queueArn,
      batchSize: options.batchSize,
      reportBatchItemFailures: true,
      ...(options.maxConcurrency === undefined ? {} : { maxConcurrency: options.maxConcurrency }),
    });
    // The mapping is refused if it is made before the role may read the queue.
    mapping.node.addDependency(this.grantPrincipal);
  }
}

const handler = "index.handler";

const codeOf = (folder: string, packaging: Packaging): Pick<FunctionProps, "runtime" | "handler" | "code"> =>
  packaging === "zip"
    ? { runtime: Runtime.NODEJS_24_X, handler, code: Code.fromAsset(folder) }
    : {
        runtime: Runtime.FROM_IMAGE,
        handler: Handler.FROM_IMAGE,
        code: Code.fromAssetImage(folder, { platform: Platform.LINUX_ARM64, cmd: [handler] }),
      };
