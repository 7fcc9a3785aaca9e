/** What calls functions: API Gateway, rules, and event sources in the name of the function's role. */
import { evaluate } from "../iam.ts";
import { matchesArn } from "../policy/patterns.ts";
import { statementsOf, trusts } from "./resource-policy.ts";
import type { WiredFunction, Wires } from "./types.ts";

/** CloudFormation names a function by its name or its ARN, with or without a version. */
const isNamed = (fn: WiredFunction, reference: string): boolean => {
  const name = reference.includes(":function:") ? reference.split(":function:")[1]?.split(":")[0] : reference;
  return name === fn.arn.split(":function:")[1];
};

export const checkTrust = ({ functions }: Wires): string[] =>
  functions
    .filter(({ trust }) => !trusts(statementsOf([{ Statement: trust }]), "lambda.amazonaws.com"))
    .map(({ name }) => `The role of ${name} cannot be assumed by lambda.amazonaws.com.`);

export function checkRoutes(wires: Wires): string[] {
  const { routes, integrations, region, account } = wires;
  return routes.flatMap(({ properties: { ApiId, RouteKey, Target } }) => {
    const integration = integrations.find(({ ref }) => Target === `integrations/${ref}`);
    if (!integration) return [`The route ${RouteKey} leads to no integration.`];
    // `ANY /v2/faxes/{id}` is called as .../<stage>/ANY/v2/faxes/{id}, and `$default` as .../<stage>/$default.
    const sourceArn = `arn:aws:execute-api:${region}:${account}:${ApiId}/$default/${RouteKey.replace(" ", "")}`;
    return invocation(wires, integration.properties.IntegrationUri, "apigateway.amazonaws.com", sourceArn, {
      caller: `the API route ${RouteKey}`,
      ownPart: `:${ApiId}/`,
    });
  });
}

/** An open function URL needs two permissions: one for the URL, one to invoke through a URL and no other way. */
export const checkFunctionUrls = ({ functionUrls, functions, permissions }: Wires): string[] =>
  functionUrls.flatMap(({ logicalId, properties: { TargetFunctionArn } }) => {
    const fn = functions.find((candidate) => isNamed(candidate, TargetFunctionArn));
    if (!fn) return [`The function URL ${logicalId} leads to no function of the template.`];
    const open = permissions
      .map(({ properties }) => properties)
      .filter(({ FunctionName, Principal }) => Principal === "*" && isNamed(fn, FunctionName));
    return [
      ...(open.some((one) => one.Action === "lambda:InvokeFunctionUrl" && one.FunctionUrlAuthType === "NONE")
        ? []
        : [`Nobody may use the function URL ${logicalId}: lambda:InvokeFunctionUrl is not permitted.`]),
      ...(open.some((one) => one.Action === "lambda:InvokeFunction" && one.InvokedViaFunctionUrl === true)
        ? []
        : [`Nobody may invoke ${fn.name} through its URL: lambda:InvokeFunction is not permitted for it.`]),
      ...(open.some((one) => one.Action === "lambda:InvokeFunction" && one.InvokedViaFunctionUrl !== true)
        ? [`Anybody may invoke ${fn.name}, and not only through its URL.`]
        : []),
    ];
  });

export const checkRules = (wires: Wires): string[] =>
  wires.rules.flatMap(({ logicalId, arn, properties }) =>
    (properties.Targets ?? []).flatMap(({ Arn }) =>
      Arn.includes(":function:")
        ? invocation(wires, Arn, "events.amazonaws.com", arn, {
            caller: `the rule ${logicalId}`,
            ownPart: arn.slice(arn.indexOf(":rule/")),
          })
        : [],
    ),
  );

/** `ownPart` must be in the permission's SourceArn: otherwise another API or rule may call as well. */
function invocation(
  wires: Wires,
  functionReference: string,
  service: string,
  sourceArn: string,
  { caller, ownPart }: { caller: string; ownPart: string },
): string[] {
  const fn = wires.functions.find((candidate) => isNamed(candidate, invokedName(functionReference)));
  if (!fn) return [`No function of the template is called by ${caller}.`];
  const permissions = wires.permissions
    .map(({ properties }) => properties)
    .filter(
      ({ FunctionName, Principal, Action }) =>
        isNamed(fn, FunctionName) &&
        Principal === service &&
        ["lambda:InvokeFunction", "lambda:*"].includes(Action),
    );
  const fits = permissions.filter(
    ({ SourceArn }) => SourceArn === undefined || matchesArn(SourceArn, sourceArn),
  );
  if (fits.length === 0) {
    return [`${service} may not invoke ${fn.name} for ${caller}: no Lambda permission matches ${sourceArn}.`];
  }
  return fits.some(({ SourceArn }) => SourceArn?.includes(ownPart))
    ? []
    : [`${service} may invoke ${fn.name} for anybody: its Lambda permission has no SourceArn of ${caller}.`];
}

/** An integration may wrap the function's ARN in the address of Lambda's own API. */
const invokedName = (reference: string): string =>
  /\/functions\/(arn:[^/]+)\/invocations$/.exec(reference)?.[1] ?? reference;

const queueActions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
const streamActions = [
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
];

export function checkEventSources({ eventSources, functions }: Wires): string[] {
  return eventSources.flatMap(({ logicalId, properties }) => {
    const { FunctionName, EventSourceArn, DestinationConfig } = properties;
    const fn = functions.find((candidate) => isNamed(candidate, FunctionName));
    if (!fn) return [`The event source ${logicalId} belongs to no function of the template.`];
    const reads = EventSourceArn.startsWith("arn:aws:sqs:") ? queueActions : streamActions;
    const needs = [
      ...reads.map((action) => ({ action, resource: EventSourceArn })),
      ...destinationNeeds(DestinationConfig?.OnFailure?.Destination),
    ];
    return needs
      .filter(({ action, resource }) => evaluate(fn.statements, { action, resource, context: {} }) === "deny")
      .map(
        ({ action, resource }) =>
          `The role of ${fn.name} lacks ${action} on ${resource} for its event source.`,
      );
  });
}

/** AWS Lambda Developer Guide, "Retaining discarded batches": S3 wants both actions. */
function destinationNeeds(destination: string | undefined): { action: string; resource: string }[] {
  if (destination === undefined) return [];
  if (destination.startsWith("arn:aws:s3:::")) {
    return [
      { action: "s3:ListBucket", resource: destination },
      { action: "s3:PutObject", resource: `${destination}/aws/lambda/anything` },
    ];
  }
  const action = destination.startsWith("arn:aws:sqs:") ? "sqs:SendMessage" : "sns:Publish";
  return [{ action, resource: destination }];
}
