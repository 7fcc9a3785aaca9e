import type * as v from "valibot";
import type { Wires } from "../door/wires.ts";
import { schedulerRoles } from "./sources/schedules.ts";
import type { FunctionModel } from "./template/functions.ts";
import type { Model } from "./template/model.ts";
import { place } from "./template/place.ts";
import { TemplateRefusal } from "./template/refusal.ts";
import type { ResolvedResource } from "./template/resolve.ts";
import type { RoleModel } from "./template/roles.ts";
import {
  bucketPolicyShape,
  permissionShape,
  queuePolicyShape,
  topicPolicyShape,
} from "./template/policy-shapes.ts";
import { typed } from "./template/typed.ts";

/** The template's wires with both of their ends, for the checks of the door. */
export function wiresOf(model: Model, resources: ResolvedResource[], roles: RoleModel[]): Wires {
  const all = <Schema extends v.GenericSchema>(type: string, schema: Schema) =>
    resources.filter((resource) => resource.type === type).map((resource) => typed(resource, schema));
  return {
    ...model,
    account: place.account,
    region: place.region,
    functions: model.functions.map((fn) => {
      const { trust, statements } = roleOf(fn, roles);
      return { name: fn.name, arn: fn.arn, trust, statements };
    }),
    schedulerRoles: schedulerRoles(roles),
    permissions: all("AWS::Lambda::Permission", permissionShape),
    queuePolicies: all("AWS::SQS::QueuePolicy", queuePolicyShape),
    topicPolicies: all("AWS::SNS::TopicPolicy", topicPolicyShape),
    bucketPolicies: all("AWS::S3::BucketPolicy", bucketPolicyShape),
  };
}

/** @throws TemplateRefusal for a role of somewhere else, whose policies nobody here can see */
export function roleOf({ logicalId, roleArn }: FunctionModel, roles: RoleModel[]): RoleModel {
  const role = roles.find(({ arn }) => arn === roleArn);
  if (!role) throw new TemplateRefusal(`The role of ${logicalId} is not in the template.`);
  return role;
}
