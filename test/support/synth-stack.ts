import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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

const root = join(import.meta.dirname, "../..");

/** The template that `cdk deploy` would send for these settings, every function bundled. Leaves no files behind. */
export function synthStack(settings: unknown, env: Environment = {}): Template {
  const { context } = JSON.parse(readFileSync(join(root, "cdk.json"), "utf8")) as {
    context: Record<string, unknown>;
  };
  const outdir = mkdtempSync(join(tmpdir(), "serverless-fax-synth-"));
  const bundleOf = bundleFunctions();
  try {
    const app = new App({ context, outdir });
    new FaxStack(app, "ServerlessFax", { settings: readSettings(settings), bundleOf, env });
    return app.synth().getStackByName("ServerlessFax").template as Template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
    rmSync(dirname(bundleOf("api")), { recursive: true, force: true });
  }
}

/** Resources of a type, by logical id. */
export const ofType = (template: Template, type: string): [id: string, resource: Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

/** Every logical id that a value refers to, by Ref, GetAtt or Sub. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (name === "Ref") return [String(inner)];
    if (name === "Fn::GetAtt") return [String(Array.isArray(inner) ? inner[0] : inner).split(".")[0] ?? ""];
    if (name === "Fn::Sub" && typeof inner === "string") {
      return [...inner.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)].map((match) => match[1] ?? "");
    }
    return referencesIn(inner);
  });
}

export type Statement = {
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource?: unknown;
  Principal?: unknown;
  Condition?: Record<string, unknown>;
};

/** Every statement of every policy in the template, with the resource that holds it. */
export function statementsOf(template: Template): { holder: string; type: string; statement: Statement }[] {
  return Object.entries(template.Resources).flatMap(([holder, { Type: type, Properties = {} }]) => {
    const documents = [
      Properties["PolicyDocument"],
      ...((Properties["Policies"] as { PolicyDocument: unknown }[] | undefined) ?? []).map(
        (p) => p.PolicyDocument,
      ),
    ];
    return documents.flatMap((document) =>
      ((document as { Statement?: Statement[] } | undefined)?.Statement ?? []).map((statement) => ({
        holder,
        type,
        statement,
      })),
    );
  });
}
