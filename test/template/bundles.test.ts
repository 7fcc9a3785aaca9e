import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { environments, type FunctionName } from "../../functions/runtime/env.ts";
import { bundleFunctions, leanFunctions, leanModules } from "../../lib/bundles.ts";

const root = join(import.meta.dirname, "../..");

/** Every file of ours that a function reaches, types left out; `atStart`: without those that it loads only when it needs them. */
function filesOf(entry: string, atStart = false, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const { from, isLater } of importsOf(entry)) {
    if (isLater && atStart) continue;
    if (from.startsWith(".") && from.endsWith(".ts")) filesOf(join(dirname(entry), from), atStart, seen);
  }
  return seen;
}

/** The values a file imports, by where they come from. */
function importsOf(file: string): { from: string; names: string[]; isLater: boolean }[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: ReturnType<typeof importsOf> = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const clause = node.importClause;
      if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
      const bindings = clause?.namedBindings;
      const names =
        bindings && ts.isNamedImports(bindings)
          ? bindings.elements
              .filter((element) => !element.isTypeOnly)
              .map(({ name, propertyName }) => (propertyName ?? name).text)
          : [];
      if (bindings && ts.isNamespaceImport(bindings)) names.push("*");
      found.push({ from: node.moduleSpecifier.text, names, isLater: false });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [from] = node.arguments;
      if (from && ts.isStringLiteral(from)) found.push({ from: from.text, names: [], isLater: true });
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

/** Imported without the word `type`, and nothing but types. */
const typesOnly = new Set(["AttributeValue", "TransactWriteItem"]);
const exportsOf = async (module: string) => Object.keys((await import(module)) as object);

describe("a function that somebody waits for", () => {
  it.each([...leanFunctions])(
    "%s imports nothing of the SDK that its lean modules do not have",
    async (name) => {
      for (const file of filesOf(join(root, "functions", `${name}.ts`))) {
        for (const { from, names } of importsOf(file)) {
          if (!from.startsWith("@aws-sdk/") || from === "@aws-sdk/util-dynamodb") continue;
          const module = leanModules[from];
          expect(module, `${relative(root, file)} imports ${from}`).toBeDefined();
          const wanted = names.filter((word) => !typesOnly.has(word));
          expect(await exportsOf(module ?? ""), relative(root, file)).toEqual(expect.arrayContaining(wanted));
        }
      }
    },
  );
});

describe("the sweep", () => {
  it("loads what writes and sends mail only where it has a mail to send", () => {
    const sweep = join(root, "functions/sweep.ts");
    const ofMail = (files: Set<string>) =>
      [...files]
        .filter((file) => importsOf(file).some(({ from }) => /^nodemailer|client-sesv2$/.test(from)))
        .map((file) => relative(root, file))
        .sort();
    expect(ofMail(filesOf(sweep))).toEqual(["adapters/aws/send-mail.ts", "adapters/mail/write-mail.ts"]);
    expect(ofMail(filesOf(sweep, true))).toEqual([]);
  });
});

describe("the bundles", () => {
  const folderOf = bundleFunctions();
  const textOf = (name: FunctionName) => readFileSync(join(folderOf(name), "index.js"), "utf8");
  const sdk = /aws-sdk-js|x-amz-user-agent/;

  it("hold the SDK in the rooms behind queues, and not behind the front door", () => {
    for (const name of leanFunctions) expect(textOf(name), name).not.toMatch(sdk);
    expect(textOf("mail")).toMatch(sdk);
  });

  it("exist for every function", () => {
    for (const name of Object.keys(environments) as FunctionName[])
      expect(textOf(name).length, name).toBeGreaterThan(0);
  });

  it("leave the numbering plans of all countries in a file of their own, which the API finds", () => {
    expect(textOf("api")).not.toContain("nonGeographic");
    const fromApi = createRequire(join(folderOf("api"), "index.js"));
    const found = fromApi("libphonenumber-js/min") as {
      parsePhoneNumberFromString: (number: string) => { country?: string } | undefined;
    };
    expect(fromApi.resolve("libphonenumber-js/min")).toContain(folderOf("api"));
    expect(found.parsePhoneNumberFromString("+442079460000")?.country).toBe("GB");
  });
});
