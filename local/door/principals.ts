/** Who the door knows: each function, and whoever administers the laptop. */
import type { Credentials } from "../sigv4.ts";
import { keysOf } from "./policy/conditions.ts";
import { checkStatements } from "./iam.ts";
import type { Policy } from "./policies.ts";

export type Principal = { name: string; credentials: Credentials; statements: Policy };

export type Principals = {
  policies: Map<string, Policy>;
  credentialsOf(accessKeyId: string): Credentials | undefined;
  /** @throws Error for a key that no principal has; signatures are checked before */
  nameOf(accessKeyId: string): string;
};

/** The condition keys that the door fills in. */
const knownKeys = new Set(
  [
    "dynamodb:LeadingKeys",
    "s3:prefix",
    "aws:SecureTransport",
    "aws:PrincipalAccount",
    "aws:RequestedRegion",
    "iam:PassedToService",
  ].map((key) => key.toLowerCase()),
);

/** @throws Error naming the principal whose policy the door could not enforce as AWS does */
export function readPrincipals(principals: Principal[]): Principals {
  const byKey = new Map(principals.map((principal) => [principal.credentials.accessKeyId, principal]));
  const policies = new Map(principals.map(({ name, statements }) => [name, statements]));
  if (byKey.size < principals.length || policies.size < principals.length) {
    throw new Error("Two principals have the same name or access key.");
  }
  for (const { name, statements } of principals) checkPolicy(name, statements);
  return {
    policies,
    credentialsOf: (accessKeyId) => byKey.get(accessKeyId)?.credentials,
    nameOf(accessKeyId) {
      const principal = byKey.get(accessKeyId);
      if (!principal) throw new Error("The access key belongs to nobody.");
      return principal.name;
    },
  };
}

function checkPolicy(name: string, policy: Policy): void {
  if (policy === "administrator") return;
  try {
    checkStatements(policy);
  } catch (error) {
    throw new Error(`The laptop cannot enforce the policy of ${name}. ${String((error as Error).message)}`, {
      cause: error,
    });
  }
  const unknown = policy
    .flatMap(({ Condition = {} }) => keysOf(Condition))
    .find((key) => !knownKeys.has(key.toLowerCase()));
  if (unknown !== undefined) {
    throw new Error(
      `The laptop cannot enforce the policy of ${name}: it does not know the condition key ${unknown}.`,
    );
  }
}
