/** A door with its three real engines, for tests: started once, stopped at the end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock, type Clock } from "../../local/clock.ts";
import { startDoor, type Door, type Principal } from "../../local/door/server.ts";
import { startDynamodb, type DynamodbEngine } from "../../local/engines/dynamodb.ts";
import type { Outbox } from "../../local/engines/outbox.ts";
import { openParameters, type ParameterStore } from "../../local/engines/parameters.ts";
import { startSqs, type SqsEngine } from "../../local/engines/sqs.ts";
import { openS3, type S3Engine } from "../../local/s3/engine.ts";
import type { Statement } from "../../local/door/iam.ts";

export const account = "000000000000";
export const region = "us-east-1";

export type Stand = {
  door: Door;
  dynamodb: DynamodbEngine;
  sqs: SqsEngine;
  s3: S3Engine;
  parameters: ParameterStore;
  clock: Clock;
  lines: string[];
  /** What an AWS SDK client of the principal is made with. */
  clientOf(name: string): {
    endpoint: string;
    region: string;
    credentials: Principal["credentials"];
    maxAttempts: number;
    forcePathStyle: boolean;
  };
  stop(): Promise<void>;
};

const credentialsFor = (name: string): Principal["credentials"] => ({
  accessKeyId: `AKIA${name.toUpperCase()}`,
  secretAccessKey: `secret of ${name}`,
  sessionToken: `token of ${name} `.repeat(60).trim(),
});

export async function openStand(
  policies: Record<string, Statement[] | "administrator">,
  options: {
    clock?: Clock;
    principals?: Principal[];
    port?: number;
    scheduler?: Parameters<typeof startDoor>[0]["scheduler"];
    outbox?: Outbox;
    buses?: Parameters<typeof startDoor>[0]["buses"];
  } = {},
): Promise<Stand> {
  const clock = options.clock ?? createClock();
  const directory = mkdtempSync(join(tmpdir(), "door-"));
  const principals = [
    ...Object.entries(policies).map(([name, statements]) => ({
      name,
      statements,
      credentials: credentialsFor(name),
    })),
    ...(options.principals ?? []),
  ];
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const dynamodb = await startDynamodb({ file: undefined, log });
  const sqs = await startSqs({ account, region });
  const s3 = await openS3({
    directory,
    clock,
    onEvent: () => undefined,
    credentialsOf: (id) => principals.find(({ credentials }) => credentials.accessKeyId === id)?.credentials,
  });
  const parameters = openParameters(undefined);
  const door = await startDoor({
    port: options.port ?? 0,
    clock,
    account,
    region,
    principals,
    s3,
    dynamodbUrl: dynamodb.url,
    sqsUrl: sqs.url,
    parameters,
    ...(options.scheduler ? { scheduler: options.scheduler } : {}),
    ...(options.buses ? { buses: options.buses } : {}),
    ...(options.outbox ? { outbox: options.outbox } : {}),
    log,
  });
  return {
    door,
    dynamodb,
    sqs,
    s3,
    parameters,
    clock,
    lines,
    clientOf: (name) => ({
      endpoint: door.url,
      region,
      credentials: credentialsFor(name),
      maxAttempts: 1,
      forcePathStyle: true,
    }),
    async stop() {
      await door.close();
      await Promise.all([dynamodb.close(), sqs.close(), s3.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** `node test/local/door-stand.ts PORT`: a door whose administrator has the key AK and the secret SK. */
if (import.meta.main) {
  const administrator: Principal = {
    name: "administrator",
    credentials: { accessKeyId: "AK", secretAccessKey: "SK" },
    statements: "administrator",
  };
  const stand = await openStand({}, { principals: [administrator], port: Number(process.argv[2] ?? 0) });
  console.log(stand.door.url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stand.stop());
}
