import * as v from "valibot";
import { TemplateRefusal } from "./refusal.ts";
import type { ResolvedResource } from "./resolve.ts";

/** A resource with its resolved, checked properties. */
export type Typed<Properties> = {
  logicalId: string;
  /** what `Ref` answers: the physical name, but for queues and topics */
  ref: string;
  arn: string;
  properties: Properties;
};

/** Checks one resource's properties. @throws TemplateRefusal naming the first that does not fit. */
export function typed<Schema extends v.GenericSchema>(
  { logicalId, type, properties, identity }: ResolvedResource,
  schema: Schema,
): Typed<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, properties);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const place = v.getDotPath(issue) ?? "its properties";
    throw new TemplateRefusal(`The laptop cannot run ${logicalId} (${type}): ${place}: ${issue.message}.`);
  }
  return { logicalId, ref: identity.ref, arn: identity.arn, properties: parsed.output };
}
