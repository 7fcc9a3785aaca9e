import * as v from "valibot";
import type { Statement } from "../../door/iam.ts";

/** Policies, resolved: those of roles, and those by which one service lets another in. */

const texts = v.array(v.string());
const oneOrMore = v.union([v.string(), texts]);
/** The door checks every key of a statement itself and refuses what it does not understand. */
const statement = v.custom<Statement>(
  (value) =>
    v.is(v.looseObject({ Effect: v.picklist(["Allow", "Deny"]), Action: v.optional(oneOrMore) }), value),
  "a policy statement has an Effect and an Action",
);
const policyDocument = v.object({
  Statement: v.pipe(
    v.union([v.array(statement), statement]),
    v.transform((one) => [one].flat()),
  ),
});

export const roleShape = v.object({
  AssumeRolePolicyDocument: policyDocument,
  ManagedPolicyArns: v.optional(texts, []),
  Policies: v.optional(v.array(v.object({ PolicyDocument: policyDocument })), []),
  PermissionsBoundary: v.optional(v.undefined_("permissions boundaries are not run")),
});
export const policyShape = v.object({ PolicyDocument: policyDocument, Roles: v.optional(texts, []) });

export const permissionShape = v.object({
  FunctionName: v.string(),
  Action: v.string(),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  FunctionUrlAuthType: v.optional(v.string()),
  InvokedViaFunctionUrl: v.optional(v.boolean()),
});
export const queuePolicyShape = v.object({ Queues: texts, PolicyDocument: policyDocument });
export const topicPolicyShape = v.object({ Topics: texts, PolicyDocument: policyDocument });
export const bucketPolicyShape = v.object({ Bucket: v.string(), PolicyDocument: policyDocument });
