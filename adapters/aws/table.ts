import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall, type NativeAttributeValue } from "@aws-sdk/util-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** The one table: a client and its name. Every adapter of a noun takes it as its first argument. */
export type Table = { client: DynamoDBClient; name: string };

export type Attributes = Record<string, AttributeValue>;
export type Plain = Record<string, NativeAttributeValue>;

export function openTable(name: string): Table {
  return { client: new DynamoDBClient({ maxAttempts: 5 }), name };
}

export const toAttributes = (item: Plain): Attributes => marshall(item, { removeUndefinedValues: true });
export const fromAttributes = (item: Attributes): Plain => unmarshall(item);

/** Placeholders for one expression: reserved words and values can never clash. */
export function expression() {
  const names: Record<string, string> = {};
  const values: Plain = {};
  let count = 0;
  return {
    /** `path("attempts", "1", "state")` -> `#a.#b.#c` */
    path(...parts: string[]): string {
      return parts
        .map((part) => {
          const known = Object.entries(names).find(([, name]) => name === part)?.[0];
          const placeholder = known ?? `#n${count++}`;
          names[placeholder] = part;
          return placeholder;
        })
        .join(".");
    },
    value(value: NativeAttributeValue): string {
      const placeholder = `:v${count++}`;
      values[placeholder] = value as unknown;
      return placeholder;
    },
    /** The two maps as DynamoDB wants them; no empty map of values. */
    parts() {
      return {
        ExpressionAttributeNames: names,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: toAttributes(values) } : {}),
      };
    },
  };
}
export type Expression = ReturnType<typeof expression>;

/** Reads a key that need not exist; throws where the table does not answer. */
export async function readTable(table: Table): Promise<void> {
  const Key = toAttributes({ pk: "health", sk: "health" });
  await table.client.send(new GetItemCommand({ TableName: table.name, Key }));
}

/** Whether the table answers at all. */
export const isTableReachable = (table: Table): Promise<boolean> =>
  readTable(table).then(
    () => true,
    () => false,
  );
