import { randomBytes } from "node:crypto";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { runContractTests } from "../tools/contract-tests.ts";
import { lineOf, type Outcome } from "../outcome.ts";
import { buckets } from "./buckets.ts";
import { copies } from "./copies.ts";
import { CannotAsk, openDesk, type Behaviour, type S3Subject } from "./desk.ts";
import { forms } from "./forms.ts";
import { links } from "./links.ts";
import { lists } from "./lists.ts";
import { multipart } from "./multipart.ts";
import { reads } from "./reads.ts";
import { settings } from "./settings.ts";
import { uploads } from "./uploads.ts";

export const behaviours: Behaviour[] = [
  ...uploads,
  ...reads,
  ...links,
  ...forms,
  ...copies,
  ...multipart,
  ...lists,
  ...settings,
  ...buckets,
];

const behaviourMs = 20_000;

type Open = () => Promise<S3Subject>;

/** Asks a server for every behaviour, each in a bucket of its own. */
export async function probe(open: Open): Promise<Outcome> {
  const subject = await open();
  return probeS3(subject).finally(() => subject.close());
}

/** The contract tests of the bucket's adapter on that server. */
export async function bucketContractOn(open: Open): Promise<Outcome> {
  const { url, credentials, close } = await open();
  const env = {
    TEST_S3_URL: url,
    TEST_S3_ACCESS_KEY_ID: credentials.accessKeyId,
    TEST_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const suite = { files: ["test/adapters/aws/bucket.test.ts"], env, label: `bucket-${new URL(url).port}` };
  return runContractTests(suite).finally(close);
}

async function probeS3(subject: S3Subject): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, skipped: 0, differences: [] };
  for (const behaviour of behaviours) {
    try {
      await inTime(ask(subject, behaviour));
      outcome.passed++;
    } catch (error) {
      if (error instanceof CannotAsk) outcome.skipped++;
      else outcome.differences.push({ name: behaviour.name, detail: lineOf(error) });
    }
  }
  return outcome;
}

async function ask(subject: S3Subject, { check }: Behaviour): Promise<void> {
  const desk = openDesk(subject, `cross-${randomBytes(6).toString("hex")}`);
  try {
    await desk.s3.send(new CreateBucketCommand({ Bucket: desk.Bucket }));
    await check(desk);
  } finally {
    desk.close();
  }
}

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${behaviourMs / 1000} s`)), behaviourMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
