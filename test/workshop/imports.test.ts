import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const lintRules = join(root, "eslint.imports.mjs");
const { forbiddenImports } = (await import(lintRules)) as {
  forbiddenImports: Record<string, { folders: string[]; packages: string[] }>;
};
const aws = /^@(aws-sdk|smithy)\//;
const cdk = /^(aws-cdk-lib|constructs)($|\/)/;
const telnyx = /^telnyx($|\/)/;

type Rule = {
  /** Paths of ours that may be imported; a folder ends in "/". */
  ours: string[];
  /** Of the ruled packages, the ones that may be. */
  packages?: RegExp;
};

/** The table of ARCHITECTURE.md: what a file under this path may import. The longest path that fits counts. */
const table: Record<string, Rule> = {
  "core/": { ours: ["core/"] },
  "adapters/": { ours: ["adapters/", "core/"], packages: aws },
  "adapters/telnyx/": { ours: ["adapters/telnyx/", "core/"] },
  "adapters/web/": { ours: ["adapters/web/", "core/"] },
  "adapters/pdf/": { ours: ["adapters/pdf/", "core/"] },
  "adapters/mail/": { ours: ["adapters/mail/", "core/"] },
  "functions/": { ours: ["functions/runtime/", "adapters/", "core/", "docs/"] },
  "lib/": { ours: ["lib/", "core/", "functions/runtime/env.ts"], packages: cdk },
  "local/": { ours: ["local/", "core/"] },
  "simulator/": { ours: ["simulator/", "core/"] },
  "bin/fax.ts": { ours: ["bin/fax/", "core/"] },
  "bin/fax/": { ours: ["bin/fax/", "core/"] },
  "console/": { ours: ["console/", "core/"] },
};

const files = globSync("{core,adapters,functions,lib,local,simulator,bin,console}/**/*.ts", { cwd: root })
  .filter((file) => !file.endsWith(".d.ts"))
  .sort();
const importsOf = (file: string): string[] =>
  ts
    .preProcessFile(readFileSync(join(root, file), "utf8"), true, true)
    .importedFiles.map(({ fileName }) => fileName);
const ruleOf = (file: string): Rule | undefined => {
  const fitting = Object.keys(table).filter((path) => file.startsWith(path));
  return table[fitting.sort((a, b) => b.length - a.length)[0] ?? ""];
};
const isOurs = (name: string) => name.startsWith(".");
const pathOf = (file: string, name: string) => relative(root, join(root, dirname(file), name));

/** What is wrong with one import, or undefined. */
function fault(file: string, rule: Rule, name: string): string | undefined {
  if (isOurs(name)) {
    const path = pathOf(file, name);
    const may = rule.ours.some((allowed) =>
      allowed.endsWith("/") ? path.startsWith(allowed) : path === allowed,
    );
    return may ? undefined : `${file} imports ${path}`;
  }
  const ruled = [aws, cdk, telnyx].some((packages) => packages.test(name));
  return ruled && !rule.packages?.test(name) ? `${file} imports ${name}` : undefined;
}

describe("the table of imports", () => {
  it("is looked at with real files in every folder", () => {
    for (const folder of ["core", "adapters", "functions", "lib", "local", "simulator", "bin"]) {
      expect(
        files.some((file) => file.startsWith(`${folder}/`)),
        folder,
      ).toBe(true);
    }
    expect(importsOf("core/relay.ts")).toContain("./fax.ts");
  });

  it("is kept by every file", () => {
    const faults = files.flatMap((file) => {
      const rule = ruleOf(file);
      return rule ? importsOf(file).flatMap((name) => fault(file, rule, name) ?? []) : [];
    });
    expect(faults).toEqual([]);
  });

  it("would catch a file that does not keep it", () => {
    const rule = ruleOf("core/fax.ts") ?? { ours: [] };
    expect(fault("core/fax.ts", rule, "../adapters/aws/table.ts")).toBe(
      "core/fax.ts imports adapters/aws/table.ts",
    );
    expect(fault("core/fax.ts", rule, "@aws-sdk/client-s3")).toBe("core/fax.ts imports @aws-sdk/client-s3");
    expect(fault("core/fax.ts", rule, "./ids.ts")).toBeUndefined();
    expect(fault("local/run.ts", ruleOf("local/run.ts") ?? rule, "telnyx")).toBe(
      "local/run.ts imports telnyx",
    );
  });

  it("is what the linter says too", () => {
    for (const [folder, { folders, packages }] of Object.entries(forbiddenImports)) {
      const rule = table[`${folder}/`] ?? { ours: [] };
      for (const forbidden of folders) {
        expect(rule.ours.includes(`${forbidden}/`), `${folder} and ${forbidden}`).toBe(false);
      }
      const forbids = (name: string) =>
        packages.some((pattern: string) => new RegExp(`^(${pattern})`).test(name));
      for (const name of ["@aws-sdk/client-s3", "aws-cdk-lib", "constructs", "telnyx"]) {
        expect(forbids(name), `${folder} and ${name}`).toBe(!rule.packages?.test(name));
      }
    }
  });

  it("names files of ours with their ending", () => {
    for (const file of files) {
      for (const name of importsOf(file).filter(isOurs)) expect(name, file).toMatch(/\.(ts|json|html)$/);
    }
  });
});

describe("each adapter", () => {
  const services: Record<string, string> = {
    "@aws-sdk/client-dynamodb": "dynamodb",
    "@aws-sdk/util-dynamodb": "dynamodb",
    "@aws-sdk/client-s3": "s3",
    "@aws-sdk/s3-request-presigner": "s3",
    "@aws-sdk/client-sqs": "sqs",
    "@aws-sdk/client-ssm": "ssm",
  };

  it("wraps one SDK", () => {
    for (const file of files.filter((name) => name.startsWith("adapters/"))) {
      const used = importsOf(file).flatMap((name) => (aws.test(name) ? (services[name] ?? name) : []));
      expect(new Set(used).size, file).toBeLessThanOrEqual(1);
    }
  });
});

describe("what runs on AWS", () => {
  const running = files.filter((file) => /^(core|adapters|functions)\//.test(file));
  const textOf = (file: string) => readFileSync(join(root, file), "utf8");

  /** Stands in for the SDK, which reads these variables itself. */
  const sdkVariables = "adapters/aws/lean/surroundings.ts";

  it("reads its environment in one place, and the SDK's variables in one", () => {
    expect(running.filter((file) => textOf(file).includes("process.env"))).toEqual([
      sdkVariables,
      "functions/runtime/env.ts",
    ]);
  });

  it('contains no "if local"', () => {
    const local = /\bisLocal\b|\bsimulator\b|AWS_ENDPOINT|NODE_ENV|IS_OFFLINE/i;
    expect(running.filter((file) => local.test(textOf(file)))).toEqual([sdkVariables]);
  });
});
