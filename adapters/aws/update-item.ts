import { toAttributes, type Plain, type Table } from "./table.ts";

/** An update as a part of a transaction, or of a command of its own. */
export const updateItem = (
  table: Table,
  Key: Plain,
  rest: { expression: string; condition?: string; values: Plain },
) => ({
  Update: {
    TableName: table.name,
    Key: toAttributes(Key),
    UpdateExpression: rest.expression,
    ...(rest.condition ? { ConditionExpression: rest.condition } : {}),
    // What stands in a claim's way tells for how long.
    ...(rest.condition ? { ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const } : {}),
    ExpressionAttributeValues: toAttributes(rest.values),
  },
});
