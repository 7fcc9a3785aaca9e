import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploy } from "../../bin/deploy/deploy.ts";
import { planFirstKey, stackNameIn } from "../../bin/deploy/first-key-plan.ts";
import { hashOfToken, keyIdOf } from "../../core/api-key.ts";

const record = { firstApiKeySha256: "0".repeat(64) };

describe("what becomes of the first key", () => {
  test.each([
    ["a first deployment makes one", [], undefined, "make"],
    ["a later deployment keeps it", [], record, "keep"],
    ["--new-first-key makes another", ["--new-first-key"], record, "make"],
    ["--keep-first-key makes none", ["--keep-first-key"], undefined, "keep"],
    ["a hash given by hand is kept", ["--parameters", "FirstApiKeySha256=ab"], undefined, "keep"],
    ["what is not executed makes none", ["--no-execute"], undefined, "keep"],
    ["nor does a prepared change set", ["--method", "prepare-change-set"], undefined, "keep"],
  ] as const)("%s", (_name, args, remembered, action) => {
    expect(planFirstKey([...args], remembered).action).toBe(action);
  });

  test("other options are the CDK's, untouched", () => {
    const plan = planFirstKey(["--profile", "dev", "--new-first-key", "--outputs-file", "o.json"], record);
    expect(plan.cdkArgs).toEqual(["--profile", "dev", "--outputs-file", "o.json"]);
    expect(plan.outputsFile).toBe("o.json");
    expect(() => planFirstKey(["--new-first-key", "--keep-first-key"], record)).toThrow("not both");
  });
});

test.each([
  [[], "ServerlessFax"],
  [["-c", "stack=Clinic"], "Clinic"],
  [["--context=stack=Clinic"], "Clinic"],
  [["-cstack=Clinic", "-c", "settings=x.json"], "Clinic"],
  [["-c", "stack=../evil"], "ServerlessFax"],
])("the stack of %j", (args, name) => expect(stackNameIn(args)).toBe(name));

describe("deploy", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "fax-deploy-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(args: string[], { exitCode = 0, apiUrl = "https://one.example.com" } = {}) {
    const said: string[] = [];
    let cdkArgs: string[] = [];
    const code = await deploy(args, {
      recordFolder: folder,
      say: (text) => void said.push(text),
      runCdk: async (given) => {
        cdkArgs = given;
        const outputs = given[given.indexOf("--outputs-file") + 1];
        if (outputs) writeFileSync(outputs, JSON.stringify({ ServerlessFax: { ApiUrl: apiUrl } }));
        return exitCode;
      },
    });
    const text = said.join("\n");
    return { code, text, cdkArgs, key: /sfx_first\.[\w-]{43}/.exec(text)?.[0] ?? "" };
  }
  const remembered = () =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");

  test("shows the key once, passes and remembers its hash only, and keeps it on later deployments", async () => {
    const first = await run(["--profile", "dev"]);
    expect(keyIdOf(first.key)).toBe("key_first");
    expect(first.cdkArgs.slice(0, 5)).toEqual([
      ...["deploy", "--profile", "dev", "--parameters", `FirstApiKeySha256=${hashOfToken(first.key)}`],
    ]);
    expect(first.cdkArgs.join(" ")).not.toContain(first.key);
    expect(remembered()).toContain(hashOfToken(first.key));
    expect(remembered()).not.toContain(first.key.slice(10));
    const second = await run([]);
    expect(second.cdkArgs).not.toContain("--parameters");
    expect(second.key).toBe("");
    const third = await run(["--new-first-key"]);
    expect(third.key).not.toBe(first.key);
    expect(remembered()).toContain(hashOfToken(third.key));
  });

  test("a deployment that failed shows no key, and the next one makes one", async () => {
    const failed = await run([], { exitCode: 1 });
    expect(failed.code).toBe(1);
    expect(failed.key).toBe("");
    expect(failed.text).toContain("no first API key is in force");
    expect((await run([])).key).not.toBe("");
  });

  test("says so when the stack is another one than the key was made for", async () => {
    await run([]);
    expect((await run([])).text).toBe("");
    expect((await run([], { apiUrl: "https://two.example.com" })).text).toContain("--new-first-key");
  });
});
