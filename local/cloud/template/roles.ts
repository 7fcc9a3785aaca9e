import type { Statement } from "../../door/iam.ts";
import { withoutHash } from "./functions.ts";
import { TemplateRefusal } from "./refusal.ts";
import type { ResolvedResource } from "./resolve.ts";
import { policyShape, roleShape } from "./policy-shapes.ts";
import { typed } from "./typed.ts";

export type RoleModel = {
  /** the logical id without the hash CDK adds */
  name: string;
  arn: string;
  /** who may assume it */
  trust: Statement[];
  /** what it may do: its own policies and those attached to it */
  statements: Statement[];
};

/** AWS's own policies that the laptop knows, by the end of their ARN. */
const managedPolicies: Record<string, Statement[]> = {
  "service-role/AWSLambdaBasicExecutionRole": [
    {
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "*",
    },
  ],
};

/** @throws TemplateRefusal for a managed policy whose text the laptop does not have. */
export function readRoles(resources: ResolvedResource[]): RoleModel[] {
  const policies = resources
    .filter(({ type }) => type === "AWS::IAM::Policy")
    .map((resource) => typed(resource, policyShape).properties);
  return resources
    .filter(({ type }) => type === "AWS::IAM::Role")
    .map((resource) => {
      const { arn, ref, logicalId, properties } = typed(resource, roleShape);
      const managed = properties.ManagedPolicyArns.flatMap((policy) => {
        const statements = managedPolicies[policy.split(":policy/")[1] ?? ""];
        if (statements) return statements;
        throw new TemplateRefusal(`The laptop does not know the managed policy ${policy} of ${logicalId}.`);
      });
      const own = [
        ...properties.Policies.map(({ PolicyDocument }) => PolicyDocument),
        ...policies.filter(({ Roles }) => Roles.includes(ref)).map(({ PolicyDocument }) => PolicyDocument),
      ].flatMap(({ Statement }) => Statement);
      return {
        name: withoutHash(logicalId),
        arn,
        trust: properties.AssumeRolePolicyDocument.Statement,
        statements: [...managed, ...own],
      };
    });
}
