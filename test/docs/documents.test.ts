import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { environments } from "../../functions/runtime/env.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

describe("the documents agree with the code", () => {
  it.each(documents)("%s: every link leads somewhere", (document) => {
    const broken = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? "")
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? document : join(dirname(document), path);
        if (!existsSync(join(root, target))) return true;
        if (anchor === undefined || !target.endsWith(".md")) return false;
        const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ""));
        return !headings.includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it("every test that docs/promises.md names exists", () => {
    const named = [...read("docs/promises.md").matchAll(/`(test\/[\w./-]+)`/g)].map(
      (match) => match[1] ?? "",
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("the picture shows every function", () => {
    const picture = read("docs/architecture.svg");
    expect(Object.keys(environments).filter((name) => !picture.includes(`>${name}<`))).toEqual([]);
  });

  it("every npm script that a document names exists", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/npm run (?:--silent )?(\w[\w:-]*)/g)].map((match) => match[1] ?? ""),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("every file that CONTRIBUTING.md sends people to exists", () => {
    const named = [
      ...read("CONTRIBUTING.md").matchAll(
        /`((?:core|lib|functions|adapters|docs|test|local|simulator)\/[\w./-]*)`/g,
      ),
    ];
    expect(named.map((match) => match[1] ?? "").filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
