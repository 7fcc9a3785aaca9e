/** Started by `onDynamodbLocal` in a network of its own: Amazon's engine, then the contract tests against it. */
import { dirname, join } from "node:path";
import { testCommand } from "../tools/contract-tests.ts";
import { runCommand } from "../tools/run-command.ts";
import { startServer } from "../tools/server.ts";
import { tableTests } from "./engines.ts";

const [jar = "", label = ""] = process.argv.slice(2);
const server = await startServer((port) => [
  ...["java", "-Xmx512m", `-Djava.library.path=${join(dirname(jar), "DynamoDBLocal_lib")}`, "-jar", jar],
  ...["-inMemory", "-disableTelemetry", "-delayTransientStatuses", "-port", String(port)],
]);
const { said } = await runCommand(testCommand({ files: tableTests(), env: {}, label }), {
  seconds: 300,
  env: { TEST_DYNAMODB_URL: server.url },
});
console.log(said);
await server.close();
