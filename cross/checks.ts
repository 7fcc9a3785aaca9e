import { fuzzApi } from "./api/fuzz.ts";
import { onDynamodbLocal, onDynoxide, onExtendDb } from "./dynamodb/engines.ts";
import { againstMinio, againstMoto } from "./iam/compare.ts";
import { adaptersOnMoto } from "./moto/adapters.ts";
import { compareStacks } from "./moto/stack.ts";
import type { Check } from "./outcome.ts";
import { bucketContractOn, probe } from "./s3/probe.ts";
import { openMinio, openOurs, openVersitygw } from "./s3/subjects.ts";
import { pythonSdk } from "./sdk/python.ts";
import { lintTemplates } from "./template/lint.ts";

/** Every cross-check, in the order of the table. */
export const checks: Check[] = [
  { name: "dynamodb", against: "dynoxide", run: onDynoxide },
  { name: "dynamodb", against: "ExtendDB", run: onExtendDb },
  { name: "dynamodb", against: "DynamoDB Local", run: onDynamodbLocal },
  { name: "s3", against: "local/s3", run: () => probe(openOurs) },
  { name: "s3", against: "versitygw", run: () => probe(openVersitygw) },
  { name: "s3", against: "MinIO", run: () => probe(openMinio) },
  { name: "bucket", against: "local/s3", run: () => bucketContractOn(openOurs) },
  { name: "bucket", against: "versitygw", run: () => bucketContractOn(openVersitygw) },
  { name: "bucket", against: "MinIO", run: () => bucketContractOn(openMinio) },
  { name: "queues", against: "moto", run: adaptersOnMoto },
  { name: "stack", against: "moto", run: compareStacks },
  { name: "iam", against: "MinIO's policies", run: againstMinio },
  { name: "iam", against: "moto's policies", run: againstMoto },
  { name: "template", against: "cfn-lint", run: lintTemplates },
  { name: "api", against: "schemathesis", run: fuzzApi },
  { name: "sdk", against: "Telnyx's for Python", run: pythonSdk },
];
