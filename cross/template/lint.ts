/** cfn-lint, AWS's own linter of templates, on the templates that this app synthesises. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { laptopSettings } from "../../bin/laptop/settings.ts";
import { synthesise } from "../../local/synth.ts";
import { installFromPypi } from "../tools/install.ts";
import { runCommand } from "../tools/run-command.ts";
import type { Outcome } from "../outcome.ts";

const findings = v.array(
  v.object({
    Rule: v.object({ Id: v.string() }),
    Message: v.string(),
    Location: v.object({ Path: v.nullish(v.array(v.union([v.string(), v.number()])), []) }),
  }),
);

const templateShape = v.object({ Resources: v.record(v.string(), v.object({ Type: v.string() })) });

/** The laptop's settings, which use every room, and none at all, as somebody's first deployment has. */
const variants: [name: string, settings: object][] = [
  ["full", laptopSettings({ connectionId: "234423", from: "+13125550100" }, {})],
  ["bare", {}],
];

/** Errors and warnings, named by rule and kind of resource; what passes is every resource without one. */
export async function lintTemplates(): Promise<Outcome> {
  const bin = await installFromPypi("cfn-lint", ["cfn-lint==1.58.0"]);
  const seen = new Map<string, string[]>();
  let resources = 0;
  for (const [variant, settings] of variants) {
    const assembly = await synthesise(settings, () => undefined);
    const [file] = globSync("*.template.json", { cwd: assembly });
    if (file === undefined) throw new Error(`no template in ${assembly}`);
    const path = join(assembly, file);
    const { Resources } = v.parse(templateShape, JSON.parse(readFileSync(path, "utf8")));
    const command = [join(bin, "cfn-lint"), "--format", "json", "--regions", "us-east-1", "--template", path];
    const { said } = await runCommand(command, { seconds: 300 });
    const faulty = new Set<string>();
    for (const { Rule, Message, Location } of v.parse(findings, JSON.parse(said))) {
      const id = String(Location.Path?.[1] ?? "template");
      const name = `${Rule.Id} ${Resources[id]?.Type ?? id}`;
      seen.set(name, [...(seen.get(name) ?? []), `${id} (${variant}): ${Message}`]);
      faulty.add(id);
    }
    resources += Object.keys(Resources).length - faulty.size;
  }
  const differences = [...seen].map(([name, found]) => ({
    name,
    detail: `${found.length} times, first ${found[0] ?? ""}`,
  }));
  return { passed: resources, skipped: 0, differences };
}
