/** Whether the policy of a queue, bucket, topic or role lets an AWS service in, and only for our resource. */
import { applies, checkResourceStatement, type Statement } from "../iam.ts";
import type { Context } from "../policy/conditions.ts";
import { matchesAction } from "../policy/patterns.ts";

export type PolicyDocument = { Statement: Statement | Statement[] };

export type Entry = {
  /** `s3.amazonaws.com` */
  service: string;
  action: string;
  resource: string;
  /** what AWS tells about the call: aws:SourceArn, aws:SourceAccount */
  context: Context;
};

/** @throws Error for a statement that is not understood */
export function statementsOf(documents: PolicyDocument[]): Statement[] {
  const statements = documents.flatMap(({ Statement }) => [Statement].flat());
  for (const statement of statements) checkResourceStatement(statement);
  return statements;
}

/** Whether a statement speaks about this service; `*` is everybody. */
function names(principal: unknown, service: string): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  return Object.entries(principal).some(
    ([kind, value]) =>
      [value].flat().includes("*") || (kind === "Service" && [value].flat().includes(service)),
  );
}

export function lets(statements: Statement[], { service, action, resource, context }: Entry): boolean {
  const applying = statements.filter(
    (statement) => names(statement.Principal, service) && applies(statement, { action, resource, context }),
  );
  return (
    applying.some(({ Effect }) => Effect === "Allow") && !applying.some(({ Effect }) => Effect === "Deny")
  );
}

/** A trust policy has no Resource. */
export const trusts = (statements: Statement[], service: string): boolean =>
  statements.some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === "Allow" &&
      Condition === undefined &&
      names(Principal, service) &&
      [Action].flat().some((pattern) => matchesAction(pattern, "sts:AssumeRole")),
  );

const stranger: Record<string, string> = {
  "aws:SourceAccount": "999999999999",
  "aws:SourceArn": "arn:aws:anything:eu-west-1:999999999999:foreign",
};

/** The context keys that the policy does not look at: a foreign value in their place is let in as well. */
export function unguarded(statements: Statement[], entry: Entry): string[] {
  return Object.keys(entry.context).filter((key) => {
    const context = { ...entry.context, [key]: stranger[key] ?? "" };
    return lets(statements, { ...entry, context });
  });
}

/** One complaint at most: what the service cannot do, or whom else the policy would let in. */
export function complaintsAbout(owner: string, statements: Statement[], entry: Entry): string[] {
  const { service, action, resource } = entry;
  if (!lets(statements, entry)) {
    return [`${owner} does not let ${service} do ${action} on ${resource}${sayContext(entry.context)}.`];
  }
  const open = unguarded(statements, entry);
  return open.length === 0
    ? []
    : [`${owner} lets ${service} in for anybody: it does not look at ${open.join(" and ")}.`];
}

const sayContext = (context: Context): string => {
  const told = Object.entries(context).map(([key, value]) => `${key} = ${[value].flat().join(", ")}`);
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
};
