import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { readPrincipals } from "../../local/door/principals.ts";
import type { Statement } from "../../local/door/iam.ts";
import { openStand } from "./door-stand.ts";

it("a lost engine is a 500 for the caller and a clear line for the operator", async () => {
  const stand = await openStand({ Operator: "administrator" });
  try {
    await stand.dynamodb.close();
    const get = new GetItemCommand({ TableName: "t", Key: { pk: { S: "1" } } });
    await expect(new DynamoDBClient(stand.clientOf("Operator")).send(get)).rejects.toMatchObject({
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
    });
    expect(stand.lines.at(-1)).toMatch(/^The DynamoDB engine does not answer: /);
  } finally {
    await stand.stop();
  }
});

it("refuses to open for a policy that it could not enforce", () => {
  const of = (statement: object) => () =>
    readPrincipals([
      {
        name: "Api",
        credentials: { accessKeyId: "A", secretAccessKey: "S" },
        statements: [statement as Statement],
      },
    ]);
  const base = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  expect(of({ ...base, NotAction: "s3:*" })).toThrow(/policy of Api.*NotAction/);
  expect(of({ ...base, Condition: { StringEquals: { "s3:x-amz-acl": "private" } } })).toThrow(
    /Api.*s3:x-amz-acl/,
  );
  expect(of(base)).not.toThrow();
});
