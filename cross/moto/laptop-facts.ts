/** What the laptop reads from the template, as lines that can be held against what another cloud made of it. */
import { makePlan } from "../../local/cloud/plan.ts";
import { readAssembly } from "../../local/cloud/template/assembly.ts";
import { readRoles } from "../../local/cloud/template/roles.ts";
import { withLogicalNames, type Facts } from "./facts.ts";

/** A stand-in for what only a whole cloud has; facts with it are not compared. */
export const leftOut = "left-out";

export async function laptopFacts(
  assemblyFolder: string,
  parameters: Record<string, string>,
): Promise<Facts> {
  const assembly = await readAssembly(assemblyFolder);
  const addresses = { doorUrl: "https://sqs.us-east-1.amazonaws.com", apiUrl: leftOut };
  const { model, resources } = makePlan({ assembly, parameters }, addresses);
  const facts: Facts = new Map();
  for (const { logicalId, properties: table } of model.tables) {
    facts.set(`${logicalId} key`, table.KeySchema);
    facts.set(`${logicalId} stream`, table.StreamSpecification?.StreamViewType);
    facts.set(`${logicalId} expiry`, table.TimeToLiveSpecification?.AttributeName);
    for (const { IndexName, KeySchema, Projection } of table.GlobalSecondaryIndexes)
      facts.set(`${logicalId} index ${IndexName}`, [KeySchema, Projection.ProjectionType]);
  }
  for (const { logicalId, properties: queue } of model.queues) {
    facts.set(`${logicalId} times`, [queue.VisibilityTimeout, queue.DelaySeconds]);
    const { deadLetterTargetArn, maxReceiveCount } = queue.RedrivePolicy ?? {};
    facts.set(`${logicalId} redrive`, [deadLetterTargetArn, maxReceiveCount]);
  }
  for (const fn of model.functions) {
    const { logicalId, handler, timeoutSeconds, memoryMegabytes, roleArn } = fn;
    facts.set(`${logicalId} runs`, [handler, timeoutSeconds, memoryMegabytes, roleArn]);
    for (const [name, value] of Object.entries(fn.environment)) facts.set(`${logicalId} ${name}`, value);
  }
  addWires(facts, model);
  for (const role of readRoles(resources)) {
    const logicalId = resources.find(({ identity }) => identity.arn === role.arn)?.logicalId ?? "";
    facts.set(`${logicalId} trust`, role.trust);
    facts.set(`${logicalId} may`, role.statements);
  }
  return withLogicalNames(
    facts,
    new Map(resources.map(({ logicalId, identity }) => [logicalId, identity.ref])),
  );
}

function addWires(
  facts: Facts,
  { eventSources, buckets, rules }: ReturnType<typeof makePlan>["model"],
): void {
  for (const { logicalId, properties: source } of eventSources) {
    facts.set(`${logicalId} from and to`, [source.EventSourceArn, source.FunctionName]);
    facts.set(`${logicalId} batches`, [source.BatchSize, source.FunctionResponseTypes]);
    facts.set(`${logicalId} at once`, source.ScalingConfig?.MaximumConcurrency);
    facts.set(`${logicalId} start`, source.StartingPosition);
    facts.set(`${logicalId} failures`, source.DestinationConfig?.OnFailure.Destination);
    facts.set(`${logicalId} filters`, source.FilterCriteria?.Filters);
  }
  for (const { logicalId, properties: bucket } of buckets)
    facts.set(
      `${logicalId} tells`,
      bucket.NotificationConfiguration?.QueueConfigurations.map(({ Event, Queue, Filter }) => [
        Event,
        Queue,
        Filter?.S3Key.Rules.map(({ Name, Value }) => [Name, Value]),
      ]),
    );
  for (const { logicalId, properties: rule } of rules)
    facts.set(`${logicalId} rule`, [rule.ScheduleExpression, rule.State, rule.Targets.map(({ Arn }) => Arn)]);
}
