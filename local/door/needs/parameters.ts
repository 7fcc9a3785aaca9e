/** Which IAM action and resource an SSM call needs; the AWS-managed key needs no grant of its own. */
import { notMapped, textOf, type Json, type Need, type Place } from "./need.ts";

const operations = new Set(["GetParameter", "PutParameter", "DeleteParameter"]);

/** @throws Unmapped for any other operation */
export function parameterNeeds(operation: string, body: Json, { region, account }: Place): Need[] {
  if (!operations.has(operation)) throw notMapped("ssm", operation);
  const name = textOf(body, "Name");
  // `/a/b` is `parameter/a/b`, and `a` is `parameter/a`: the slash is there once.
  const path = name.startsWith("arn:")
    ? name
    : `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`;
  return [{ action: `ssm:${operation}`, resource: path, context: {} }];
}
