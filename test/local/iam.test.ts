import { describe, expect, it } from "vitest";
import { checkStatements, evaluate, judge, type Statement } from "../../local/door/iam.ts";

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/faxes";
const allow = (Action: string | string[], Resource: string | string[], Condition?: object): Statement =>
  ({ Effect: "Allow", Action, Resource, ...(Condition ? { Condition } : {}) }) as Statement;
const ask = (
  statements: Statement[],
  action: string,
  resource: string,
  context: Record<string, string | string[]> = {},
) => evaluate(statements, { action, resource, context });

describe("what nobody allows is denied", () => {
  it.each([
    ["no statement at all", [], "s3:GetObject", "arn:aws:s3:::b/k"],
    ["another action", [allow("s3:PutObject", "*")], "s3:GetObject", "arn:aws:s3:::b/k"],
    ["another resource", [allow("s3:GetObject", "arn:aws:s3:::b/a/*")], "s3:GetObject", "arn:aws:s3:::b/b/k"],
    [
      "the bucket is not its objects",
      [allow("s3:GetObject", "arn:aws:s3:::b")],
      "s3:GetObject",
      "arn:aws:s3:::b/k",
    ],
    [
      "the objects are not the bucket",
      [allow("s3:ListBucket", "arn:aws:s3:::b/*")],
      "s3:ListBucket",
      "arn:aws:s3:::b",
    ],
    [
      "resources are compared by case",
      [allow("s3:GetObject", "arn:aws:s3:::B/*")],
      "s3:GetObject",
      "arn:aws:s3:::b/k",
    ],
    ["a table is not its indexes", [allow("dynamodb:Query", table)], "dynamodb:Query", `${table}/index/due`],
    [
      "a dot is a dot",
      [allow("s3:GetObject", "arn:aws:s3:::b/a.pdf")],
      "s3:GetObject",
      "arn:aws:s3:::b/aXpdf",
    ],
    [
      "a longer name",
      [allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:1:q")],
      "sqs:SendMessage",
      "arn:aws:sqs:us-east-1:1:q2",
    ],
    [
      "a wildcard inside a segment stays there",
      [allow("s3:GetObject", "arn:a*s:s3:::b/k")],
      "s3:GetObject",
      "arn:aws:iam:us:s:s3:::b/k",
    ],
  ])("%s", (_name, statements, action, resource) => {
    expect(ask(statements, action, resource)).toBe("deny");
  });
});

describe("what a statement allows", () => {
  it.each([
    ["exactly", "s3:GetObject", "arn:aws:s3:::b/k", "s3:GetObject", "arn:aws:s3:::b/k"],
    ["actions without regard to case", "S3:getobject", "*", "s3:GetObject", "arn:aws:s3:::b/k"],
    ["* in an action", "s3:Get*", "*", "s3:GetObjectTagging", "arn:aws:s3:::b/k"],
    ["? in an action", "s3:?etObject", "*", "s3:GetObject", "arn:aws:s3:::b/k"],
    ["every action", "*", "*", "sqs:SendMessage", "arn:aws:sqs:us-east-1:1:q"],
    ["* over slashes", "s3:GetObject", "arn:aws:s3:::b/*", "s3:GetObject", "arn:aws:s3:::b/a/b:c.pdf"],
    ["? in a resource", "s3:GetObject", "arn:aws:s3:::b/k?", "s3:GetObject", "arn:aws:s3:::b/k1"],
    ["a * that ends a segment reaches on", "s3:GetObject", "arn:aws:s3*", "s3:GetObject", "arn:aws:s3:::b/k"],
    ["an index", "dynamodb:Query", `${table}/index/*`, "dynamodb:Query", `${table}/index/due`],
  ])("%s", (_name, allowed, on, action, resource) => {
    expect(ask([allow(allowed, on)], action, resource)).toBe("allow");
  });

  it("one of several actions and resources", () => {
    const statements = [allow(["s3:PutObject", "s3:GetObject"], ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"])];
    expect(ask(statements, "s3:GetObject", "arn:aws:s3:::b/k")).toBe("allow");
  });
});

it("a Deny wins over every Allow, wherever it stands", () => {
  const deny: Statement = { Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::b/secret/*" };
  for (const statements of [
    [allow("*", "*"), deny],
    [deny, allow("*", "*")],
  ]) {
    expect(ask(statements, "s3:GetObject", "arn:aws:s3:::b/secret/k")).toBe("deny");
    expect(ask(statements, "s3:GetObject", "arn:aws:s3:::b/k")).toBe("allow");
  }
  const request = { action: "s3:GetObject", resource: "arn:aws:s3:::b/secret/k", context: {} };
  expect(judge([allow("*", "*"), deny], request)).toBe("denied");
  expect(judge([], request)).toBe("not allowed");
});

describe("conditions", () => {
  const arn = "aws:SourceArn";
  const topic = "arn:aws:sns:us-east-1:111122223333:mail";
  it.each([
    ["StringEquals", { StringEquals: { a: "x" } }, { a: "x" }, true],
    ["StringEquals by case", { StringEquals: { a: "X" } }, { a: "x" }, false],
    ["StringEquals takes * as a letter", { StringEquals: { a: "x*" } }, { a: "xy" }, false],
    ["any of several values", { StringEquals: { a: ["y", "x"] } }, { a: "x" }, true],
    ["all of several keys", { StringEquals: { a: "x", b: "y" } }, { a: "x", b: "z" }, false],
    [
      "all of several operators",
      { StringEquals: { a: "x" }, StringLike: { b: "z*" } },
      { a: "x", b: "y" },
      false,
    ],
    ["keys without regard to case", { StringEquals: { "A:B": "x" } }, { "a:b": "x" }, true],
    ["a missing key", { StringEquals: { a: "x" } }, {}, false],
    ["a missing key, IfExists", { StringEqualsIfExists: { a: "x" } }, {}, true],
    ["IfExists with the wrong value", { StringEqualsIfExists: { a: "x" } }, { a: "y" }, false],
    ["StringNotEquals", { StringNotEquals: { a: ["x", "y"] } }, { a: "z" }, true],
    ["StringNotEquals with one of them", { StringNotEquals: { a: ["x", "y"] } }, { a: "y" }, false],
    ["StringNotEquals of a missing key", { StringNotEquals: { a: "x" } }, {}, true],
    ["StringLike", { StringLike: { a: "fax#*" } }, { a: "fax#1" }, true],
    ["StringLike ?", { StringLike: { a: "fa?" } }, { a: "faxx" }, false],
    ["ArnLike", { ArnLike: { [arn]: "arn:aws:sns:*:111122223333:*" } }, { [arn]: topic }, true],
    ["ArnLike by part", { ArnLike: { [arn]: "arn:aws:sns:*:mail" } }, { [arn]: topic }, false],
    [
      "ArnEquals takes wildcards too",
      { ArnEquals: { [arn]: "arn:aws:sns:us-*:111122223333:mail" } },
      { [arn]: topic },
      true,
    ],
    ["ArnEquals of another", { ArnEquals: { [arn]: `${topic}2` } }, { [arn]: topic }, false],
    ["Bool", { Bool: { "aws:SecureTransport": "false" } }, { "aws:SecureTransport": "true" }, false],
    [
      "ForAllValues:StringLike",
      { "ForAllValues:StringLike": { k: ["fax#*", "lane#*"] } },
      { k: ["fax#1", "lane#2"] },
      true,
    ],
    [
      "ForAllValues with one outside",
      { "ForAllValues:StringLike": { k: "fax#*" } },
      { k: ["fax#1", "key#2"] },
      false,
    ],
    ["ForAllValues of nothing holds", { "ForAllValues:StringLike": { k: "fax#*" } }, {}, true],
    ["ForAnyValue", { "ForAnyValue:StringEquals": { k: "b" } }, { k: ["a", "b"] }, true],
    ["ForAnyValue of nothing does not hold", { "ForAnyValue:StringEquals": { k: "b" } }, {}, false],
  ] as [string, Record<string, Record<string, string>>, Record<string, string | string[]>, boolean][])(
    "%s",
    (_name, condition, context, expected) => {
      const statements = [allow("s3:GetObject", "*", condition)];
      expect(ask(statements, "s3:GetObject", "arn:aws:s3:::b/k", context)).toBe(expected ? "allow" : "deny");
    },
  );
});

describe("what is not understood is refused and not guessed", () => {
  const base = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  it.each([
    ["NotAction", { Effect: "Allow", NotAction: "s3:*", Resource: "*" }, /NotAction/],
    ["NotResource", { ...base, NotResource: "*" }, /NotResource/],
    ["Principal in an identity policy", { ...base, Principal: "*" }, /Principal/],
    ["an unknown effect", { ...base, Effect: "allow" }, /Effect/],
    ["no action", { Effect: "Allow", Resource: "*" }, /Action/],
    ["no resource", { Effect: "Allow", Action: "s3:GetObject" }, /Resource/],
    ["an empty list", { ...base, Action: [] }, /Action is empty/],
    ["an unresolved value", { ...base, Resource: { Ref: "Bucket" } }, /Resource must be text/],
    ["an action without a service", { ...base, Action: "GetObject" }, /GetObject/],
    ["a resource that is no ARN", { ...base, Resource: "bucket" }, /no ARN/],
    ["a policy variable", { ...base, Resource: "arn:aws:s3:::b/${aws:username}" }, /policy variable/],
    [
      "an unknown operator",
      { ...base, Condition: { NumericLessThan: { "s3:max-keys": "10" } } },
      /NumericLessThan/,
    ],
    ["an operator of Object's own", { ...base, Condition: { constructor: { "a:b": "x" } } }, /constructor/],
    ["the Null operator", { ...base, Condition: { Null: { "aws:TokenIssueTime": "true" } } }, /Null/],
    ["a key that is none", { ...base, Condition: { StringEquals: { "": "x" } } }, /condition key/],
    [
      "many values without a set operator",
      { ...base, Condition: { StringLike: { "dynamodb:LeadingKeys": "a" } } },
      /ForAllValues/,
    ],
    [
      "a variable in a condition",
      { ...base, Condition: { StringLike: { "s3:prefix": "${aws:userid}/*" } } },
      /variable/,
    ],
  ])("%s", (_name, statement, message) => {
    expect(() => checkStatements([statement as unknown as Statement])).toThrow(message);
  });

  it("names the statement", () => {
    const statement = { Sid: "Mine", Effect: "Allow", NotAction: "*", Resource: "*" } as unknown as Statement;
    expect(() => checkStatements([statement])).toThrow(
      /^Policy statement Mine: NotAction is not understood\.$/,
    );
  });

  it("and what CDK writes passes", () => {
    checkStatements([
      { Sid: "Read", ...allow(["dynamodb:GetItem"], [table, `${table}/index/*`]) },
      allow("s3:ListBucket", "arn:aws:s3:::b", { StringLike: { "s3:prefix": "fax/*" } }),
      {
        Effect: "Deny",
        Action: "s3:*",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });
});
