import type * as v from "valibot";
import type { Assembly } from "./assembly.ts";
import { readFunctions, type FunctionModel } from "./functions.ts";
import { TemplateRefusal } from "./refusal.ts";
import type { ResolvedResource } from "./resolve.ts";
import {
  apiShape,
  bucketShape,
  eventBusShape,
  eventSourceShape,
  functionUrlShape,
  integrationShape,
  queueShape,
  receiptRuleShape,
  routeShape,
  ruleShape,
  scheduleGroupShape,
  stageShape,
  subscriptionShape,
  tableShape,
} from "./shapes.ts";
import { type Typed, typed } from "./typed.ts";

export type TableModel = Typed<v.InferOutput<typeof tableShape>>;
export type QueueModel = Typed<v.InferOutput<typeof queueShape>> & { name: string };
export type BucketModel = Typed<v.InferOutput<typeof bucketShape>>;
export type EventSourceModel = Typed<v.InferOutput<typeof eventSourceShape>>;
export type FunctionUrlModel = Typed<v.InferOutput<typeof functionUrlShape>>;
export type ApiModel = Typed<v.InferOutput<typeof apiShape>>;
export type IntegrationModel = Typed<v.InferOutput<typeof integrationShape>>;
export type RouteModel = Typed<v.InferOutput<typeof routeShape>>;
export type RuleModel = Typed<v.InferOutput<typeof ruleShape>>;
export type SubscriptionModel = Typed<v.InferOutput<typeof subscriptionShape>>;
export type ReceiptRuleModel = Typed<v.InferOutput<typeof receiptRuleShape>>;

/** What the template asks for, in plain data. */
export type Model = {
  tables: TableModel[];
  queues: QueueModel[];
  buckets: BucketModel[];
  functions: FunctionModel[];
  eventSources: EventSourceModel[];
  functionUrls: FunctionUrlModel[];
  apis: ApiModel[];
  integrations: IntegrationModel[];
  routes: RouteModel[];
  rules: RuleModel[];
  /** names */
  scheduleGroups: string[];
  /** names */
  eventBuses: string[];
  subscriptions: SubscriptionModel[];
  receiptRules: ReceiptRuleModel[];
};

/** @throws TemplateRefusal naming the resource and property that the laptop cannot run. */
export function readModel(assembly: Assembly, resources: ResolvedResource[]): Model {
  const all = <Schema extends v.GenericSchema>(types: string[], schema: Schema) =>
    resources.filter(({ type }) => types.includes(type)).map((resource) => typed(resource, schema));
  all(["AWS::ApiGatewayV2::Stage"], stageShape);
  const apis = all(["AWS::ApiGatewayV2::Api"], apiShape);
  if (apis.length > 1) throw new TemplateRefusal("The laptop runs one HTTP API, but the template has more.");
  return {
    tables: all(["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"], tableShape),
    queues: all(["AWS::SQS::Queue"], queueShape).map((queue) => ({
      ...queue,
      name: queue.arn.split(":").at(-1) ?? "",
    })),
    buckets: all(["AWS::S3::Bucket"], bucketShape),
    functions: readFunctions(assembly, resources),
    eventSources: all(["AWS::Lambda::EventSourceMapping"], eventSourceShape),
    functionUrls: all(["AWS::Lambda::Url"], functionUrlShape),
    apis,
    integrations: all(["AWS::ApiGatewayV2::Integration"], integrationShape),
    routes: all(["AWS::ApiGatewayV2::Route"], routeShape),
    rules: all(["AWS::Events::Rule"], ruleShape),
    scheduleGroups: all(["AWS::Scheduler::ScheduleGroup"], scheduleGroupShape).map(({ ref }) => ref),
    eventBuses: all(["AWS::Events::EventBus"], eventBusShape).map(({ ref }) => ref),
    subscriptions: all(["AWS::SNS::Subscription"], subscriptionShape),
    receiptRules: all(["AWS::SES::ReceiptRule"], receiptRuleShape),
  };
}
