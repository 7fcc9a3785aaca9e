import { App, type Environment } from "aws-cdk-lib";
import { bundleFunctions } from "../../lib/bundles.ts";
import { FaxStack } from "../../lib/fax-stack.ts";
import { readSettings } from "../../lib/settings.ts";

export type Resource = {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};
export type Template = {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
  Parameters: Record<string, Record<string, unknown>>;
};

/** The template that `cdk deploy` would send for these settings, bundles and all. */
export function synthStack(settings: unknown, env: Environment = {}): Template {
  // cdk.json's flags, which `npx cdk` passes in as context.
  const context = {
    "@aws-cdk/aws-iam:minimizePolicies": false,
    "@aws-cdk/core:enablePartitionLiterals": true,
    "@aws-cdk/core:target-partitions": ["aws"],
  };
  const app = new App({ context });
  new FaxStack(app, "ServerlessFax", { settings: readSettings(settings), bundleOf: bundleFunctions(), env });
  return app.synth().getStackByName("ServerlessFax").template as Template;
}

/** Resources of a type, by logical id. */
export const ofType = (template: Template, type: string): [id: string, resource: Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

/** Properties as they stand in the template; an absent one is an empty object. */
export const properties = (resource: Resource | undefined): Record<string, never> =>
  (resource?.Properties ?? {}) as Record<string, never>;

/** Every logical id that a value refers to, by Ref, GetAtt or Sub. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === "Ref") return [String(inner)];
    if (name === "Fn::GetAtt") return [String(Array.isArray(inner) ? inner[0] : inner).split(".")[0] ?? ""];
    if (name === "Fn::Sub" && typeof inner === "string") {
      return [...inner.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)].map((match) => match[1] ?? "");
    }
    return referencesIn(inner);
  });
}
