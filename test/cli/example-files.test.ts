import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../../lib/settings.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

test("settings.example.json is read as it stands, and shows every setting, with its default where there is one", () => {
  const example = JSON.parse(read("settings.example.json"));
  const settings = readSettings(example);
  const schema = /const settingsSchema = ([^]*?)\n\}\);/.exec(read("lib/settings.ts"))?.[1] ?? "";
  const names = [...schema.matchAll(/(?:^\s+|\{ )(\w+)(?=: v\.|,$)/gm)].map((match) => match[1]);
  expect(names).toEqual(expect.arrayContaining(["region", "baseUrl", "corsOrigins", "domain", "alarmEmail"]));
  const shown = new Set([...JSON.stringify(example).matchAll(/"(\w+)":/g)].map((match) => match[1]));
  // Header lines are on in the example, as they should be: what turns them off stands in docs/deploy.md.
  expect(names.filter((name) => !shown.has(name))).toEqual(["off"]);
  const defaults = readSettings({});
  for (const name of [
    "allowedCountries",
    "defaultCountry",
    "maxFaxesPerDay",
    "channels",
    "mediaLink",
    "fetch",
    "uploads",
    "logRetentionDays",
  ] as const) {
    expect(settings[name]).toEqual(defaults[name]);
  }
  expect(settings.carrier.baseUrl).toBe(defaults.carrier.baseUrl);
});

test(".env.example names every variable that bin/ reads, each with a comment", () => {
  const sources = readdirSync(join(root, "bin"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => read(join("bin", name)));
  const literal = sources.flatMap((source) =>
    [...source.matchAll(/\benv(?:\["(\w+)"\]|\.([A-Z]\w*))/g)].map((match) => match[1] ?? match[2] ?? ""),
  );
  // A file that reads by a variable name says the names as words.
  const listed = sources
    .filter((source) => /\benv\[\w+\]/.test(source))
    .flatMap((source) =>
      [...source.matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/g)].map((match) => match[1] ?? ""),
    );
  const givenByOthers = /^(CDK_.*|PATH|HOME|TMPDIR)$/;
  const names = new Set([...literal, ...listed].filter((name) => !givenByOthers.test(name)));
  expect([...names].sort()).toContain("FAX_API_KEY");
  const lines = read(".env.example").split("\n");
  const documented = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
  expect([...names].sort()).toEqual([...documented].sort());
  for (const name of documented) {
    expect(lines[lines.findIndex((line) => line.startsWith(`${name}=`)) - 1], name).toMatch(/^# .{20}/);
  }
});
