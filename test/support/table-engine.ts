import {
  CreateTableCommand,
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

/** A fresh table on a real engine over HTTP, in memory. */
export async function openTestTable(): Promise<TestTable> {
  const engine = await startDynamodb({ file: undefined, log: () => undefined });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  const table = openTable(`faxes-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await table.client.send(new CreateTableCommand(definition(table.name)));
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
      table.client.destroy();
      await engine.close();
    },
  };
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
