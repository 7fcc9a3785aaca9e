/** What a bucket's policy lets everybody do: the part of it that matters to a request without a signature. */
import type { Catalog } from "./catalog.ts";
import type { S3Need } from "./operations.ts";
import { S3Error } from "./s3-error.ts";

type Statement = {
  Effect: "Allow" | "Deny";
  Principal?: unknown;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: unknown;
};

const malformedPolicy = (message: string) => new S3Error(400, "MalformedPolicy", message);

function statementsOf(text: string): Statement[] {
  let policy: { Statement?: unknown };
  try {
    policy = JSON.parse(text) as typeof policy;
  } catch {
    throw malformedPolicy("This policy contains invalid Json");
  }
  const list: unknown = policy?.Statement;
  const statements = (Array.isArray(list) ? list : [list]) as (Partial<Statement> | undefined)[];
  return statements.map((statement) => {
    if (statement?.Effect !== "Allow" && statement?.Effect !== "Deny") {
      throw malformedPolicy("Missing required field Effect");
    }
    return { ...statement, Effect: statement.Effect };
  });
}

export function assertBucketPolicy(text: string): void {
  statementsOf(text);
}

const listed = (value: string | string[] | undefined): string[] =>
  typeof value === "string" ? [value] : Array.isArray(value) ? value : [];

function matches(pattern: string, value: string, flags = "s"): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, flags).test(value);
}

function isForEverybody(principal: unknown): boolean {
  if (principal === "*") return true;
  const aws =
    typeof principal === "object" && principal !== null && "AWS" in principal ? principal.AWS : undefined;
  return aws === "*" || (Array.isArray(aws) && aws.includes("*"));
}

/**
 * Whether a request without any signature may do what it needs. Careful on purpose: a conditional Allow counts as
 * none, and a statement that is not understood (NotAction and the like) or a conditional Deny as a refusal.
 */
export function permitsEverybody(catalog: Catalog, bucket: string | undefined, needs: S3Need[]): boolean {
  const text = catalog.buckets.get(bucket ?? "")?.configs.get("policy");
  if (text === undefined || needs.length === 0) return false;
  const statements = statementsOf(text);
  return needs.every(({ action, resource }) => {
    const applies = (statement: Statement) =>
      isForEverybody(statement.Principal) &&
      listed(statement.Action).some((pattern) => matches(pattern, action, "is")) &&
      listed(statement.Resource).some((pattern) => matches(pattern, resource));
    const isUnderstood = (statement: Statement) =>
      statement.Principal !== undefined && statement.Action !== undefined && statement.Resource !== undefined;
    const denied = statements.some(
      (statement) => statement.Effect === "Deny" && (!isUnderstood(statement) || applies(statement)),
    );
    const allowed = statements.some(
      (statement) => statement.Effect === "Allow" && statement.Condition === undefined && applies(statement),
    );
    return allowed && !denied;
  });
}
