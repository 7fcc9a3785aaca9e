import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  type ConsumedCapacity,
  type CreateTableCommandInput,
} from "@aws-sdk/client-dynamodb";
import { openTable, toAttributes, type Attributes, type Table } from "../../adapters/aws/table.ts";
import { startDynamodb } from "../../local/engines/dynamodb.ts";

/** The one table as `lib/fax-table.ts` describes it; the template's tests compare the two. */
export const tableShape = {
  key: ["pk", "sk"] as const,
  indexes: {
    by_direction: ["direction", "listed"],
    by_to: ["to", "listed"],
    by_from: ["from", "listed"],
    by_due: ["due_shard", "due"],
  } as const,
};

/** What was asked of DynamoDB since the last `reset`, as it reports it itself. */
export type Meter = { requests: string[]; writeUnits: number; readUnits: number; reset: () => void };

export type TestTable = {
  table: Table;
  meter: Meter;
  /** An item as it is stored. */
  stored: (pk: string, sk: string) => Promise<Attributes | undefined>;
  close: () => Promise<void>;
};

type Engine = { url: string; accessKeyId: string; secretAccessKey: string; close: () => Promise<void> };

/** The engine that the cross-checks name in the environment, else the project's own in memory. */
async function chosenEngine(): Promise<Engine> {
  const url = process.env["TEST_DYNAMODB_URL"];
  const accessKeyId = process.env["TEST_DYNAMODB_ACCESS_KEY_ID"] ?? "test";
  const secretAccessKey = process.env["TEST_DYNAMODB_SECRET_ACCESS_KEY"] ?? "test";
  const engine = url
    ? { url, close: () => Promise.resolve() }
    : await startDynamodb({ file: undefined, log: () => undefined });
  return { url: engine.url, accessKeyId, secretAccessKey, close: () => engine.close() };
}

/** A fresh table on a real engine over HTTP. */
export async function openTestTable(): Promise<TestTable> {
  const engine = await chosenEngine();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: engine.accessKeyId,
    AWS_SECRET_ACCESS_KEY: engine.secretAccessKey,
  });
  const table = openTable(`faxes-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await table.client.send(new CreateTableCommand(definition(table.name)));
  await untilActive(table);
  letIndexesSettle(table, Number(process.env["TEST_DYNAMODB_INDEX_LAG_MS"] ?? "0"));
  return {
    table,
    meter: attachMeter(table),
    stored: async (pk, sk) => {
      const Key = toAttributes({ pk, sk });
      const answer = await table.client.send(
        new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true }),
      );
      return answer.Item;
    },
    close: async () => {
      await table.client.send(new DeleteTableCommand({ TableName: table.name }));
      table.client.destroy();
      await engine.close();
    },
  };
}

/** A table is CREATING first, as on AWS; an engine may skip that. */
async function untilActive({ client, name }: Table): Promise<void> {
  for (let looks = 0; looks < 600; looks++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    const states = [Table?.TableStatus, ...indexes.map(({ IndexStatus }) => IndexStatus)];
    if (states.every((state) => state === "ACTIVE")) return;
    await sleep(50);
  }
  throw new Error(`the table ${name} did not become ACTIVE within 30 s`);
}

/** For an engine whose indexes follow their table a moment later, as AWS's do: an index is read only after it. */
function letIndexesSettle({ client }: Table, lagMs: number): void {
  if (lagMs === 0) return;
  let settledAt = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if ("IndexName" in args.input) await sleep(Math.max(0, settledAt - performance.now()));
      const answer = await next(args);
      if (!("IndexName" in args.input)) settledAt = performance.now() + lagMs;
      return answer;
    },
    { step: "initialize", name: "settle" },
  );
}

const schemaOf = ([partition, sort]: readonly [string, string]) => [
  { AttributeName: partition, KeyType: "HASH" as const },
  { AttributeName: sort, KeyType: "RANGE" as const },
];

function definition(name: string): CreateTableCommandInput {
  const names = new Set([...tableShape.key, ...Object.values(tableShape.indexes).flat()]);
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
    KeySchema: schemaOf(tableShape.key),
    GlobalSecondaryIndexes: Object.entries(tableShape.indexes).map(([IndexName, keys]) => ({
      IndexName,
      KeySchema: schemaOf(keys),
      Projection: { ProjectionType: "KEYS_ONLY" as const },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  };
}

function attachMeter(table: Table): Meter {
  const meter: Meter = {
    requests: [],
    writeUnits: 0,
    readUnits: 0,
    reset: () => Object.assign(meter, { requests: [], writeUnits: 0, readUnits: 0 }),
  };
  table.client.middlewareStack.add(
    (next, context) => async (args) => {
      const name = String(context["commandName"]).replace("Command", "");
      meter.requests.push(name);
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "INDEXES" } });
      const { ConsumedCapacity } = result.output as {
        ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
      };
      for (const used of [ConsumedCapacity ?? []].flat()) {
        if (/^(Put|Update|Delete|Transact|BatchWrite)/.test(name))
          meter.writeUnits += used.CapacityUnits ?? 0;
        else meter.readUnits += used.CapacityUnits ?? 0;
      }
      return result;
    },
    { step: "initialize", name: "meter" },
  );
  return meter;
}
