/** The laptop's evaluator of IAM policies, held against two of others, case by case. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { checkStatements, evaluate } from "../../local/door/iam.ts";
import { motoPackages } from "../moto/server.ts";
import type { Outcome } from "../outcome.ts";
import { installFromPypi } from "../tools/install.ts";
import { mustRun, need, workFolder } from "../tools/run-command.ts";
import { cases, type Case } from "./cases.ts";

const answers = v.array(v.string());

function compare(asked: Case[], text: string): Outcome {
  const theirs = v.parse(answers, JSON.parse(text));
  if (theirs.length !== asked.length) throw new Error("not every case was answered");
  const outcome: Outcome = { passed: 0, skipped: cases.length - asked.length, differences: [] };
  for (const [index, { name, statements, ...request }] of asked.entries()) {
    checkStatements(statements);
    const ours = evaluate(statements, request);
    const other = theirs[index] ?? "";
    if (other.startsWith("cannot:")) outcome.skipped++;
    else if (ours === other) outcome.passed++;
    else outcome.differences.push({ name, detail: `${ours} on the laptop, ${other} there` });
  }
  return outcome;
}

function questions(name: string, body: unknown): string {
  mkdirSync(workFolder, { recursive: true });
  const file = join(workFolder, name);
  writeFileSync(file, JSON.stringify(body));
  return file;
}

/** MinIO's policy engine knows the actions of S3 only. */
export async function againstMinio(): Promise<Outcome> {
  need("go", ["version"], "Go");
  const folder = join(workFolder, "minio-policy");
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, "minio-policy"), folder, { recursive: true });
  const program = join(folder, "judge");
  await mustRun(["go", "build", "-buildvcs=false", "-o", program, "."], { seconds: 300, folder });
  const asked = cases.filter(({ resource }) => resource.startsWith("arn:aws:s3:::"));
  const file = questions(
    "minio-questions.json",
    asked.map(({ statements, action, resource, context }) => {
      const [bucket = "", ...object] = resource.slice("arn:aws:s3:::".length).split("/");
      return {
        policy: { Version: "2012-10-17", Statement: statements },
        action,
        bucket,
        object: object.join("/"),
        conditions: Object.fromEntries(
          Object.entries(context).map(([name, value]) => [name.replace(/^\w+:/, ""), [value].flat()]),
        ),
      };
    }),
  );
  return compare(asked, await mustRun(["/bin/sh", "-c", '"$0" < "$1"', program, file], { seconds: 30 }));
}

/** moto passes over most conditions, so it is asked only what has none. */
export async function againstMoto(): Promise<Outcome> {
  const bin = await installFromPypi(...motoPackages);
  const asked = cases.filter(({ statements }) =>
    statements.every(({ Condition }) => Condition === undefined),
  );
  const file = questions("moto-questions.json", asked);
  const script = join(import.meta.dirname, "moto_policies.py");
  return compare(asked, await mustRun([join(bin, "python"), script, file], { seconds: 60 }));
}
