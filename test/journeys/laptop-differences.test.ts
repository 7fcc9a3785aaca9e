import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { laptopSettings, words } from "../../bin/laptop/settings.ts";
import { functionVariableNames } from "../../local/cloud/lambda/variables.ts";
import { synthesise } from "../../local/synth.ts";
import { readSettings } from "../../lib/settings.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "fax-differences-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const templateOf = async (settings: object) => {
  const assembly = await synthesise(settings, () => undefined);
  return JSON.parse(readFileSync(join(assembly, "ServerlessFax.template.json"), "utf8")) as {
    Resources: Record<string, { Type: string; Properties?: any }>;
  };
};

describe("the laptop runs the template: every difference from AWS is listed here", () => {
  it("in settings given at synth, and in nothing else of the template", async () => {
    const laptop = laptopSettings({ connectionId: "234423", from: "+13125790015" }, {});
    // The same installation on AWS: real carrier, no exempted origins, a new account's two channels.
    const aws = {
      ...laptop,
      carrier: { publicKeys: laptop.carrier.publicKeys },
      fetch: { allowOrigins: [] },
      channels: 2,
    };
    const [here, there] = await Promise.all([templateOf(laptop), templateOf(aws)]);
    expect(Object.keys(here.Resources)).toEqual(Object.keys(there.Resources));
    const differing = new Set<string>();
    for (const [id, resource] of Object.entries(here.Resources)) {
      const other = there.Resources[id];
      if (resource.Type !== "AWS::Lambda::Function") {
        expect(resource).toEqual(other);
        continue;
      }
      const { Environment: mine, ...rest } = resource.Properties;
      const { Environment: theirs, ...others } = other?.Properties ?? {};
      expect(rest).toEqual(others);
      for (const name of Object.keys(mine.Variables)) {
        if (JSON.stringify(mine.Variables[name]) !== JSON.stringify(theirs.Variables[name]))
          differing.add(name);
      }
    }
    expect([...differing].sort()).toEqual(["CARRIER_BASE_URL", "CHANNELS", "FETCH_ALLOW_ORIGINS"]);
  }, 60_000);

  it("in the variables that the SDK and Node read themselves", () => {
    expect([...functionVariableNames].sort()).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_CONFIG_FILE",
      "AWS_DEFAULT_REGION",
      "AWS_ENDPOINT_URL",
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME",
      "AWS_LAMBDA_FUNCTION_VERSION",
      "AWS_LAMBDA_LOG_GROUP_NAME",
      "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "AWS_SHARED_CREDENTIALS_FILE",
      "LAMBDA_TASK_ROOT",
      "TZ",
      "_HANDLER",
    ]);
  });

  it("in a public key and an address that are filled in at each start", () => {
    const settings = laptopSettings({ connectionId: "234423", from: "+13125790015" }, {});
    expect(() => readSettings(settings)).not.toThrow();
    expect(Object.values(words)).toHaveLength(2);
  });

  it("and in no line of functions/ or adapters/", () => {
    for (const top of ["functions", "adapters"]) {
      for (const name of readdirSync(join(root, top), { recursive: true, encoding: "utf8" })) {
        if (!name.endsWith(".ts")) continue;
        expect(readFileSync(join(root, top, name), "utf8")).not.toMatch(
          /127\.0\.0\.1|localhost|isLocal|simulator/i,
        );
      }
    }
  });
});
