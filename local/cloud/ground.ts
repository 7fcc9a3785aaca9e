import { join } from "node:path";
import { type Door, type DoorOptions, startDoor } from "../door/server.ts";
import type { LocalOptions } from "../run.ts";
import type { S3Event } from "../s3/engine.ts";
import type { Credentials } from "../sigv4.ts";
import type { ApiServer } from "./api-server.ts";
import { openCredentials } from "./credentials.ts";
import { makePlan, type Plan } from "./plan.ts";
import { type Closers, type Engines, startEngines } from "./start-engines.ts";
import { schedulerGround } from "./sources/schedules.ts";
import { readAssembly } from "./template/assembly.ts";
import { place } from "./template/place.ts";

/** What the functions stand on. */
export type Ground = {
  plan: Plan;
  credentials: Map<string, Credentials>;
  engines: Engines;
  door: Door;
  /** set once there is somebody to tell */
  bucketEvents: { tell: ((event: S3Event) => Promise<void>) | undefined };
};

/** Starts everything below the functions: the engines, and the one door in front of them. */
export async function layGround(options: LocalOptions, api: ApiServer, closers: Closers): Promise<Ground> {
  const { clock, dataDirectory, log, parameters } = options;
  const input = { assembly: await readAssembly(options.assembly), parameters };
  // The door's address is part of the template's values, and its principals are part of the template.
  const before = makePlan(input, { apiUrl: api.url, doorUrl: "http://127.0.0.1" });
  const { grants } = before;
  const file = dataDirectory === undefined ? undefined : join(dataDirectory, "credentials.json");
  const credentials = await openCredentials(file, [...grants.keys()]);
  const byKey = new Map([...credentials.values()].map((one) => [one.accessKeyId, one]));
  const bucketEvents: Ground["bucketEvents"] = { tell: undefined };
  const engines = await startEngines(
    {
      dataDirectory,
      clock,
      log,
      credentialsOf: (id) => byKey.get(id),
      onS3Event: async (event) => {
        if (!bucketEvents.tell) throw new Error("Nobody listens to the buckets yet.");
        await bucketEvents.tell(event);
      },
    },
    closers,
  );
  const door = await openDoor(options.doorPort, {
    clock,
    log,
    account: place.account,
    region: place.region,
    principals: [...credentials].map(([name, own]) => ({
      name,
      credentials: own,
      statements: grants.get(name) ?? [],
    })),
    s3: engines.s3,
    dynamodbUrl: engines.dynamodb.url,
    sqsUrl: engines.sqs.url,
    parameters: engines.parameters,
    outbox: engines.outbox,
    buses: { engine: engines.eventBuses, names: before.model.eventBuses },
    scheduler: schedulerGround(before.model, before.schedulerRoles, engines.scheduler),
  });
  closers.push(() => door.close());
  const plan = makePlan(input, { apiUrl: api.url, doorUrl: door.url });
  return { plan, credentials, engines, door, bucketEvents };
}

/** A taken port is followed by the next free one. */
async function openDoor(port: number, options: Omit<DoorOptions, "port">): Promise<Door> {
  for (let candidate = port; ; candidate += 1) {
    try {
      return await startDoor({ ...options, port: candidate });
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!isTaken || port === 0 || candidate >= port + 100) throw error;
    }
  }
}
