import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Attributes } from "../../adapters/aws/table.ts";

/** Bytes of an item by DynamoDB's own rules (Developer Guide, "DynamoDB item sizes and formats"). */
export const itemSize = (item: Attributes): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, entry) => sum + 1 + valueSize(entry), 0);
  if (value.M !== undefined) {
    return (
      3 +
      Object.entries(value.M).reduce(
        (sum, [name, entry]) => sum + 1 + Buffer.byteLength(name) + valueSize(entry),
        0,
      )
    );
  }
  throw new Error("an attribute of a type this table does not use");
}

/** One byte for every two significant digits, and one more. */
const numberSize = (digits: string): number =>
  Math.ceil(digits.replace(/^-|\.|0+$/g, "").length / 2) + 1 + (digits.startsWith("-") ? 1 : 0);
