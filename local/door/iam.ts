/** A small evaluator of IAM policies: what CDK writes, and a clear error for everything else. */
import { checkCondition, holds, type Condition, type Context } from "./policy/conditions.ts";
import { matchesAction, matchesResource } from "./policy/patterns.ts";

export type Statement = {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: string | string[];
  Condition?: Condition;
  Principal?: unknown;
};

export type IamRequest = { action: string; resource: string; context: Context };
export type Judgement = "allowed" | "not allowed" | "denied";

const knownKeys = new Set(["Sid", "Effect", "Action", "Resource", "Condition"]);

/**
 * Checks the statements of an identity policy. Throws on anything the evaluator does not understand
 * (unknown keys, NotAction, a Principal, policy variables, unknown condition operators): refuse to start
 * rather than guess.
 */
export function checkStatements(statements: Statement[]): void {
  statements.forEach((statement, index) => {
    const name = typeof statement.Sid === "string" ? statement.Sid : `number ${index + 1}`;
    try {
      checkStatement(statement, knownKeys);
      if (statement.Resource === undefined) throw new Error("Resource is missing");
    } catch (error) {
      throw new Error(`Policy statement ${name}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  });
}

/** As `checkStatements`, for the statements of a queue, bucket, topic or trust policy, which name a principal. */
export function checkResourceStatement(statement: Statement): void {
  checkStatement(statement, new Set([...knownKeys, "Principal"]));
  if (statement.Principal === undefined) throw new Error("Principal is missing");
}

function checkStatement(statement: Statement, keys: Set<string>): void {
  const unknown = Object.keys(statement).find((key) => !keys.has(key));
  if (unknown !== undefined) throw new Error(`${unknown} is not understood`);
  const effect: unknown = statement.Effect;
  if (effect !== "Allow" && effect !== "Deny") throw new Error("Effect must be Allow or Deny");
  for (const action of textsOf(statement.Action, "Action")) {
    if (action !== "*" && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action)) {
      throw new Error(`the action ${action} is not understood`);
    }
  }
  if (statement.Resource !== undefined) {
    for (const resource of textsOf(statement.Resource, "Resource")) {
      if (resource !== "*" && !resource.startsWith("arn:")) throw new Error(`${resource} is no ARN`);
      if (resource.includes("${")) throw new Error(`the policy variable in ${resource} is not understood`);
    }
  }
  if (statement.Condition !== undefined) checkCondition(statement.Condition);
}

function textsOf(value: unknown, name: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new Error(`${name} is empty`);
  return list.map((text) => {
    if (typeof text !== "string" || text === "") throw new Error(`${name} must be text`);
    return text;
  });
}

/** Whether a statement speaks about the request; who may use it is not looked at. */
export function applies(statement: Statement, { action, resource, context }: IamRequest): boolean {
  return (
    [statement.Action].flat().some((pattern) => matchesAction(pattern, action)) &&
    [statement.Resource].flat().some((pattern) => matchesResource(pattern, resource)) &&
    (statement.Condition === undefined || holds(statement.Condition, context))
  );
}

/** As `evaluate`, and tells an explicit Deny from a missing Allow. */
export function judge(statements: Statement[], request: IamRequest): Judgement {
  const applying = statements.filter((statement) => applies(statement, request));
  if (applying.some(({ Effect }) => Effect === "Deny")) return "denied";
  return applying.length > 0 ? "allowed" : "not allowed";
}

/** IAM's rule: an explicit Deny wins, then any Allow, and what nobody allows is denied. */
export function evaluate(statements: Statement[], request: IamRequest): "allow" | "deny" {
  return judge(statements, request) === "allowed" ? "allow" : "deny";
}
