import type { KnownDifference } from "../known-differences.ts";

const silentWrite = "the table's stream is silent about a write that changed nothing";
const emptyMap = "the table's stream tells an empty map as one";
const writeUnits = "constant work per fax does not depend on how many faxes are stored";

const engines: KnownDifference[] = [
  {
    check: "dynamodb",
    against: "dynoxide",
    names: [silentWrite],
    whose: "theirs",
    reason:
      "AWS writes no record for a put that changes nothing; dynoxide writes one. Every write of ours raises `rev`, so none changes nothing, and what hangs on the stream takes repeats.",
  },
  {
    check: "dynamodb",
    against: "ExtendDB",
    names: [silentWrite],
    whose: "theirs",
    reason: "As dynoxide.",
  },
  {
    check: "dynamodb",
    against: "ExtendDB",
    names: [writeUnits],
    whose: "theirs",
    reason:
      "ExtendDB reports no units for indexes (7 for the two requests, dynoxide 10). The requests are the same, and they are what does not grow.",
  },
  {
    check: "dynamodb",
    against: "DynamoDB Local",
    names: [writeUnits],
    whose: "theirs",
    reason:
      "DynamoDB Local counts the writes of a transaction to an index twice and its three table items as 4 units, where AWS's rule makes them 6 (11 for the two requests, dynoxide 10). If AWS doubles indexes too, a created fax costs 3 units more than we count; the budget of 20 holds on all three engines.",
  },
  {
    check: "dynamodb",
    against: "DynamoDB Local",
    names: [emptyMap],
    whose: "theirs",
    reason:
      "Its stream tells the empty map `attempts` of a new fax as `{}` without a type; its own GetItem, the other engines and AWS's stream say `{M: {}}`. The other stream tests put the type back and pass.",
  },
];

const cloud: KnownDifference[] = [
  {
    check: "stack",
    against: "moto",
    names: ["FaxTable expiry", "DocumentBucket tells"],
    whose: "theirs",
    reason:
      "moto's CloudFormation leaves out TimeToLiveSpecification and NotificationConfiguration; the template's tests and the journeys hold both.",
  },
  {
    check: "iam",
    against: "MinIO's policies",
    names: ["objects are not the bucket"],
    whose: "theirs",
    reason:
      "MinIO matches `bucket/*` against the bucket itself; for IAM the bucket's ARN ends before the slash. The laptop refuses, so a missing grant on the bucket shows.",
  },
  {
    check: "iam",
    against: "moto's policies",
    names: [
      "? in an action",
      "? is one letter",
      "? is not none",
      "a dot is a dot",
      "a plus is a plus",
      "brackets are brackets",
    ],
    whose: "theirs",
    reason:
      "moto puts a pattern into a regular expression as it is: only `*` is translated, and every other sign keeps its meaning there. MinIO's engine agrees with the laptop on all six, and so does the IAM User Guide.",
  },
];

const documents: KnownDifference[] = [
  {
    check: "template",
    against: "cfn-lint",
    names: ["W3005 AWS::Lambda::Function"],
    whose: "choice",
    reason:
      "CDK lets a function depend on its role and the role's policy; the dependency on the role is implied by `Role` already, the one on the policy is not. Harmless, and not ours to write.",
  },
  {
    check: "api",
    against: "schemathesis",
    names: [
      "RejectedPositiveData DELETE /v2/faxes/{id}",
      "RejectedPositiveData POST /v2/faxes/{id}/actions/refresh",
      "EnsureResourceAvailability Stateful tests",
    ],
    whose: "choice",
    reason:
      "Rules about the fax's state, which a schema cannot say: an open fax is not deleted, only an inbound one is refreshed, and a fax has no document before its pages are stored. The answers (422, 422, 404) are in the description.",
  },
  {
    check: "api",
    against: "schemathesis",
    names: [
      "RejectedPositiveData GET /v2/faxes",
      "RejectedPositiveData POST /v2/keys",
      "RejectedPositiveData PUT /v2/carrier",
    ],
    whose: "choice",
    reason:
      "Rules that a schema cannot say: page number times size is at most 1,000, a key's end lies in the future, the carrier must take its key. All three answer 422 with the field.",
  },
  {
    check: "api",
    against: "schemathesis",
    names: ["RejectedPositiveData POST /v2/faxes"],
    whose: "choice",
    reason:
      "A form has no null: the other writes the word `null`, which is no number, no truth value and no media_name, and is refused with 422 and the field.",
  },
  {
    check: "api",
    against: "schemathesis",
    names: ["UnsupportedMethodResponse TRACE"],
    whose: "choice",
    reason:
      'TRACE gets 400 and not 405: the web\'s Request, which the routes are written against, cannot hold it (Fetch Standard, "forbidden method"). Every other undeclared method gets 405.',
  },
];

export const otherDifferences: KnownDifference[] = [...engines, ...cloud, ...documents];
