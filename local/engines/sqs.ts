/** The laptop's SQS: fauxqs in this process, on a port of its own. */
import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildApp, type BuildAppOptions } from "fauxqs";
import { answerOf } from "./dynamodb.ts";
import { queueTime, type QueueTime } from "./sqs-time.ts";

export type SqsEngine = {
  url: string;
  queueUrl(name: string): string;
  /** One call of SQS's JSON protocol, in real seconds; rejects with an Error named as the service names it. */
  call(target: string, body: unknown): Promise<unknown>;
  /** Creates the queue, or gives the one that is there these attributes. */
  ensureQueue(name: string, attributes: Record<string, string>): Promise<void>;
  time: QueueTime;
  close(): Promise<void>;
};

/** The engine's own account; its queue ARNs cannot carry another. */
const engineAccount = "000000000000";

/** What a queue has that does not say otherwise: attributes that a template dropped go back to these. */
const defaults = { DelaySeconds: "0", VisibilityTimeout: "30", RedrivePolicy: "" };

type Stores = NonNullable<BuildAppOptions["stores"]>;
type Persistence = NonNullable<Stores["sqsStore"]["persistence"]>;

/**
 * Starts the engine on 127.0.0.1. With a `directory` messages and their receive counts survive us, however we end;
 * without one they are in memory. Rejects for an account that the engine cannot play.
 */
export async function startSqs(options: {
  account: string;
  region: string;
  directory?: string | undefined;
}): Promise<SqsEngine> {
  const { account, region, directory } = options;
  if (account !== engineAccount) throw new Error(`The laptop's SQS knows only the account ${engineAccount}.`);
  const kept = await openStores(directory, region);
  const app = buildApp({ logger: false, defaultRegion: region, stores: kept.stores });
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${new URL(address).port}`;
  const queueUrl = (name: string) => `${url}/${account}/${name}`;
  const call = async (operation: string, body: unknown) =>
    answerOf(
      operation,
      await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
        body: JSON.stringify(body),
      }),
    );
  return {
    url,
    queueUrl,
    call,
    time: queueTime(kept.stores.sqsStore),
    async ensureQueue(name, attributes) {
      try {
        await call("CreateQueue", { QueueName: name, Attributes: attributes });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "QueueNameExists") throw error;
        await call("SetQueueAttributes", {
          QueueUrl: queueUrl(name),
          Attributes: { ...defaults, ...attributes },
        });
      }
    },
    async close() {
      await app.close();
      kept.persistence?.close();
    },
  };
}

/**
 * The engine's stores, over its own files where there is a directory. The package offers this only together with a
 * server on all interfaces, so its modules are loaded by path; the version is pinned.
 */
async function openStores(
  directory: string | undefined,
  region: string,
): Promise<{ stores: Stores; persistence?: Persistence }> {
  const manifest = findPackageJSON("fauxqs", import.meta.url);
  if (manifest === undefined) throw new Error("The package fauxqs is not installed.");
  const load = (file: string): Promise<unknown> =>
    import(/* @vite-ignore */ pathToFileURL(join(manifest, "..", "dist", file)).href);
  const { SqsStore } = (await load("sqs/sqsStore.js")) as { SqsStore: new () => Stores["sqsStore"] };
  const { SnsStore } = (await load("sns/snsStore.js")) as { SnsStore: new () => Stores["snsStore"] };
  const { S3Store } = (await load("s3/s3Store.js")) as { S3Store: new () => Stores["s3Store"] };
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  stores.sqsStore.region = region;
  if (directory === undefined) return { stores };
  const { PersistenceManager } = (await load("persistence.js")) as {
    PersistenceManager: new (directory: string) => Persistence;
  };
  const persistence = new PersistenceManager(directory);
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  return { stores, persistence };
}
