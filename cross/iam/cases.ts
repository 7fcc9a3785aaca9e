/** Questions to evaluators of IAM policies: statements, and one request. */
import type { Statement } from "../../local/door/iam.ts";
import type { Condition, Context } from "../../local/door/policy/conditions.ts";

export type Case = {
  name: string;
  statements: Statement[];
  action: string;
  resource: string;
  context: Context;
};

const key = (name: string) => `arn:aws:s3:::papers/${name}`;
const table = "arn:aws:dynamodb:us-east-1:111122223333:table/faxes";
const queue = "arn:aws:sqs:us-east-1:111122223333:work";

const statement = (
  Effect: "Allow" | "Deny",
  Action: string | string[],
  Resource: string | string[],
  Condition?: Condition,
): Statement => ({ Effect, Action, Resource, ...(Condition ? { Condition } : {}) });
const allow = (action: string | string[], on: string | string[], condition?: Condition) =>
  statement("Allow", action, on, condition);
const deny = (action: string | string[], on: string | string[], condition?: Condition) =>
  statement("Deny", action, on, condition);

type Short = [name: string, statements: Statement[], action?: string, resource?: string, context?: Context];
const get = "s3:GetObject";
const letter = key("documents/letter.pdf");

const actions: Short[] = [
  ["no statement", []],
  ["exactly", [allow(get, letter)]],
  ["another action", [allow("s3:PutObject", letter)]],
  ["a list of actions", [allow(["s3:PutObject", get], letter)]],
  ["all of S3", [allow("s3:*", letter)]],
  ["everything", [allow("*", "*")]],
  ["* in an action", [allow("s3:Get*", letter)]],
  ["* in an action, other verb", [allow("s3:Get*", letter)], "s3:PutObject"],
  ["* inside an action", [allow("s3:*Object", letter)]],
  ["* inside an action, longer name", [allow("s3:*Object", letter)], "s3:GetObjectTagging"],
  ["a longer action", [allow(get, letter)], "s3:GetObjectTagging"],
  ["a shorter action", [allow("s3:GetObjectTagging", letter)]],
  ["? in an action", [allow("s3:?etObject", letter)]],
  ["another service", [allow("sqs:*", "*")]],
];

const resources: Short[] = [
  ["another key", [allow(get, key("documents/other.pdf"))]],
  ["a folder", [allow(get, key("documents/*"))]],
  ["another folder", [allow(get, key("uploads/*"))]],
  ["a folder of folders", [allow(get, key("*"))], get, key("a/b/c/d.pdf")],
  ["* in the middle", [allow(get, key("*/letter.pdf"))]],
  ["* in the middle over slashes", [allow(get, key("documents/*.pdf"))], get, key("documents/2026/10/a.pdf")],
  ["* in the middle, other end", [allow(get, key("documents/*.pdf"))], get, key("documents/a.tif")],
  ["two *", [allow(get, key("*/2026/*"))], get, key("documents/2026/a")],
  ["two *, not between", [allow(get, key("*/2026/*"))], get, key("documents/2025/a")],
  ["? is one letter", [allow(get, key("page-?"))], get, key("page-1")],
  ["? is not two letters", [allow(get, key("page-?"))], get, key("page-12")],
  ["? is not none", [allow(get, key("page-?"))], get, key("page-")],
  ["a dot is a dot", [allow(get, key("a.pdf"))], get, key("aXpdf")],
  ["a plus is a plus", [allow(get, key("drop/+1/*"))], get, key("drop/+1/a.pdf")],
  ["brackets are brackets", [allow(get, key("a(1).pdf"))], get, key("a(1).pdf")],
  ["case counts", [allow(get, key("Documents/*"))]],
  ["the end counts", [allow(get, key("documents/letter"))]],
  ["the bucket is not its objects", [allow(get, "arn:aws:s3:::papers")]],
  ["objects are not the bucket", [allow("s3:ListBucket", key("*"))], "s3:ListBucket", "arn:aws:s3:::papers"],
  [
    "the bucket itself",
    [allow("s3:ListBucket", "arn:aws:s3:::papers")],
    "s3:ListBucket",
    "arn:aws:s3:::papers",
  ],
  ["another bucket", [allow(get, "arn:aws:s3:::other/*")]],
  ["a bucket of a longer name", [allow(get, key("*"))], get, "arn:aws:s3:::papers2/a"],
  ["buckets by prefix", [allow(get, "arn:aws:s3:::pap*")]],
  ["a list of resources", [allow(get, [key("uploads/*"), key("documents/*")])]],
];

const denials: Short[] = [
  ["a Deny after", [allow("s3:*", "*"), deny(get, letter)]],
  ["a Deny before", [deny(get, letter), allow("s3:*", "*")]],
  ["a Deny of another action", [allow("s3:*", "*"), deny("s3:DeleteObject", "*")]],
  ["a Deny of another key", [allow("s3:*", "*"), deny("s3:*", key("uploads/*"))]],
  ["a Deny of everything", [allow(get, letter), deny("*", "*")]],
  ["only a Deny", [deny("s3:DeleteObject", "*")]],
  [
    "a Deny whose condition does not hold",
    [allow(get, letter), deny("s3:*", "*", { Bool: { "aws:SecureTransport": "false" } })],
    get,
    letter,
    { "aws:SecureTransport": "true" },
  ],
  [
    "a Deny whose condition holds",
    [allow(get, letter), deny("s3:*", "*", { Bool: { "aws:SecureTransport": "false" } })],
    get,
    letter,
    { "aws:SecureTransport": "false" },
  ],
];

const when = (name: string, condition: Condition, context: Context): Short => [
  name,
  [allow(get, letter, condition)],
  get,
  letter,
  context,
];
const agent = "aws:UserAgent";
const referer = "aws:Referer";
const conditions: Short[] = [
  when("StringEquals", { StringEquals: { [agent]: "fax" } }, { [agent]: "fax" }),
  when("StringEquals, other", { StringEquals: { [agent]: "fax" } }, { [agent]: "tax" }),
  when("StringEquals by case", { StringEquals: { [agent]: "fax" } }, { [agent]: "FAX" }),
  when("StringEquals takes * as a letter", { StringEquals: { [agent]: "f*" } }, { [agent]: "fax" }),
  when("StringEquals of a missing key", { StringEquals: { [agent]: "fax" } }, {}),
  when("one of several values", { StringEquals: { [agent]: ["a", "fax"] } }, { [agent]: "fax" }),
  when("StringNotEquals", { StringNotEquals: { [agent]: "fax" } }, { [agent]: "tax" }),
  when("StringNotEquals, same", { StringNotEquals: { [agent]: "fax" } }, { [agent]: "fax" }),
  when("StringNotEquals, one of several", { StringNotEquals: { [agent]: ["a", "fax"] } }, { [agent]: "fax" }),
  when("StringNotEquals of a missing key", { StringNotEquals: { [agent]: "fax" } }, {}),
  when("StringLike", { StringLike: { [agent]: "fax/*" } }, { [agent]: "fax/1.0" }),
  when("StringLike, other", { StringLike: { [agent]: "fax/*" } }, { [agent]: "tax/1.0" }),
  when("StringLike ?", { StringLike: { [agent]: "fa?" } }, { [agent]: "fax" }),
  when("StringLike ?, longer", { StringLike: { [agent]: "fa?" } }, { [agent]: "faxx" }),
  when("StringLike by case", { StringLike: { [agent]: "FAX*" } }, { [agent]: "fax" }),
  when("StringLike, a dot", { StringLike: { [agent]: "a.b" } }, { [agent]: "aXb" }),
  when("StringNotLike", { StringNotLike: { [agent]: "fax*" } }, { [agent]: "tax" }),
  when("StringNotLike, same", { StringNotLike: { [agent]: "fax*" } }, { [agent]: "fax1" }),
  when("StringNotLike of a missing key", { StringNotLike: { [agent]: "fax*" } }, {}),
  when("Bool", { Bool: { "aws:SecureTransport": "true" } }, { "aws:SecureTransport": "true" }),
  when("Bool, other", { Bool: { "aws:SecureTransport": "true" } }, { "aws:SecureTransport": "false" }),
  when("Bool of a missing key", { Bool: { "aws:SecureTransport": "true" } }, {}),
  when(
    "two keys of one operator",
    { StringEquals: { [agent]: "a", [referer]: "b" } },
    { [agent]: "a", [referer]: "b" },
  ),
  when(
    "two keys of one operator, one wrong",
    { StringEquals: { [agent]: "a", [referer]: "b" } },
    { [agent]: "a", [referer]: "c" },
  ),
  when(
    "two operators, one wrong",
    { StringEquals: { [agent]: "a" }, StringLike: { [referer]: "b*" } },
    { [agent]: "a", [referer]: "c" },
  ),
  when("ForAnyValue", { "ForAnyValue:StringEquals": { [agent]: "b" } }, { [agent]: ["a", "b"] }),
  when("ForAnyValue, none", { "ForAnyValue:StringEquals": { [agent]: "c" } }, { [agent]: ["a", "b"] }),
  when("ForAnyValue of a missing key", { "ForAnyValue:StringEquals": { [agent]: "c" } }, {}),
  when(
    "ForAllValues",
    { "ForAllValues:StringEquals": { [agent]: ["a", "b", "c"] } },
    { [agent]: ["a", "b"] },
  ),
  when(
    "ForAllValues, one outside",
    { "ForAllValues:StringEquals": { [agent]: ["a"] } },
    { [agent]: ["a", "b"] },
  ),
  when("ForAllValues of a missing key", { "ForAllValues:StringEquals": { [agent]: ["a"] } }, {}),
];

const others: Short[] = [
  ["a table", [allow("dynamodb:GetItem", table)], "dynamodb:GetItem", table],
  ["a table is not its index", [allow("dynamodb:Query", table)], "dynamodb:Query", `${table}/index/by_due`],
  ["an index", [allow("dynamodb:Query", `${table}/index/by_due`)], "dynamodb:Query", `${table}/index/by_due`],
  ["every index", [allow("dynamodb:Query", `${table}/index/*`)], "dynamodb:Query", `${table}/index/by_due`],
  ["a table of a longer name", [allow("dynamodb:GetItem", table)], "dynamodb:GetItem", `${table}2`],
  ["a queue", [allow("sqs:SendMessage", queue)], "sqs:SendMessage", queue],
  ["its dead letters", [allow("sqs:SendMessage", queue)], "sqs:SendMessage", `${queue}-dead-letters`],
  [
    "queues of an account",
    [allow("sqs:*", "arn:aws:sqs:us-east-1:111122223333:*")],
    "sqs:SendMessage",
    queue,
  ],
  ["queues of another", [allow("sqs:*", "arn:aws:sqs:us-east-1:999999999999:*")], "sqs:SendMessage", queue],
  ["any region", [allow("sqs:SendMessage", "arn:aws:sqs:*:111122223333:work")], "sqs:SendMessage", queue],
  ["a deny on a table", [allow("*", "*"), deny("dynamodb:*", table)], "dynamodb:DeleteItem", table],
];

export const cases: Case[] = [...actions, ...resources, ...denials, ...conditions, ...others].map(
  ([name, statements, action = get, resource = letter, context = {}]) => ({
    name,
    statements,
    action,
    resource,
    context,
  }),
);
