import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { TemplateRefusal } from "./refusal.ts";

/** What `cdk synth` left in its output folder, for the one stack in it. */
export type Assembly = {
  stackName: string;
  template: Template;
  /** The folder of a function's code, by the `S3Key` or the image's tag that its template names. */
  assetFolder(name: string): string;
};

export type Resource = v.InferOutput<typeof resource>;
export type Template = v.InferOutput<typeof template>;

const anything = v.record(v.string(), v.unknown());
const resource = v.object({
  Type: v.string(),
  Properties: v.optional(anything, {}),
  Condition: v.optional(v.string()),
});
const template = v.object({
  Parameters: v.optional(v.record(v.string(), v.object({ Default: v.optional(v.unknown()) })), {}),
  Mappings: v.optional(v.record(v.string(), v.record(v.string(), anything)), {}),
  Conditions: v.optional(anything, {}),
  Resources: v.record(v.string(), resource),
  Outputs: v.optional(
    v.record(v.string(), v.object({ Value: v.unknown(), Condition: v.optional(v.string()) })),
    {},
  ),
});

const manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.object({ type: v.string(), properties: v.optional(anything, {}), displayName: v.optional(v.string()) }),
  ),
});
const assetManifest = v.object({
  files: v.optional(
    v.record(
      v.string(),
      v.object({
        source: v.object({ path: v.optional(v.string()) }),
        destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
      }),
    ),
    {},
  ),
  dockerImages: v.optional(
    v.record(
      v.string(),
      v.object({
        source: v.object({ directory: v.optional(v.string()) }),
        destinations: v.record(v.string(), v.object({ imageTag: v.string() })),
      }),
    ),
    {},
  ),
});

/**
 * Reads the folder that `cdk synth` wrote.
 * @throws TemplateRefusal when there is no such folder, or not exactly one stack in it.
 */
export async function readAssembly(path: string): Promise<Assembly> {
  const folder = resolve(path);
  const { artifacts } = await readJson(join(folder, "manifest.json"), manifest);
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === "aws:cloudformation:stack");
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    throw new TemplateRefusal(`The laptop runs exactly one stack, but ${folder} holds ${stacks.length}.`);
  }
  const [id, { properties }] = stack;
  const templateFile = textOf(properties["templateFile"]) ?? `${id}.template.json`;
  const folders = new Map<string, string>();
  for (const artifact of Object.values(artifacts)) {
    const file = textOf(artifact.properties["file"]);
    if (artifact.type !== "cdk:asset-manifest" || file === undefined) continue;
    const { files, dockerImages } = await readJson(join(folder, file), assetManifest);
    for (const { source, destinations } of Object.values(files)) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path !== undefined) folders.set(objectKey, join(folder, source.path));
      }
    }
    for (const { source, destinations } of Object.values(dockerImages)) {
      for (const { imageTag } of Object.values(destinations)) {
        if (source.directory !== undefined) folders.set(imageTag, join(folder, source.directory));
      }
    }
  }
  return {
    stackName: textOf(properties["stackName"]) ?? id,
    template: await readJson(join(folder, templateFile), template),
    assetFolder(name) {
      const found = folders.get(name);
      if (found === undefined) throw new TemplateRefusal(`No asset in ${folder} has the key ${name}.`);
      return found;
    },
  };
}

async function readJson<Schema extends v.GenericSchema>(
  file: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new TemplateRefusal(`${file} cannot be read; run "npm run synth" first.`);
  });
  const parsed = v.safeParse(schema, JSON.parse(text));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new TemplateRefusal(
      `${file} is not what cdk synth writes: ${v.getDotPath(issue)} ${issue.message}`,
    );
  }
  return parsed.output;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
