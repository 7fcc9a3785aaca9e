import { DynamoDBClient as Sdk } from "@aws-sdk/client-dynamodb";
import { DynamoDBClient as Lean } from "../../../../../adapters/aws/lean/client-dynamodb.ts";
import { withTestAccess } from "./test-access.ts";

export * from "../../../../../adapters/aws/lean/client-dynamodb.ts";
export { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
export const DynamoDBClient = withTestAccess(Lean, Sdk);
