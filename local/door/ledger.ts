/** Who may do what, and what was allowed and refused so far. */
import type { Context } from "./policy/conditions.ts";
import { judge, type IamRequest, type Judgement, type Statement } from "./iam.ts";

export type Denial = { principal: string; action: string; resource: string };
export type Use = { principal: string; action: string; resource: string };
export type Policy = Statement[] | "administrator";

/** A refusal in the words of AWS; it names principal, action and resource. */
export class AccessDenied extends Error {
  constructor(account: string, { principal, action, resource }: Denial, judgement: Judgement) {
    const because =
      judgement === "denied"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    const user = `arn:aws:sts::${account}:assumed-role/${principal}/local`;
    super(`User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`);
    this.name = "AccessDenied";
  }
}

export type Ledger = {
  /** Judges, and keeps the answer. @throws AccessDenied */
  require(principal: string, action: string, resource: string, context: Context): void;
  /** Judges, and keeps nothing. */
  isAllowed(principal: string, action: string, resource: string, context?: Context): boolean;
  /** Keeps what an engine found out after `isAllowed`. */
  keepUse(use: Use): void;
  keepDenial(denial: Denial): void;
  /** Whether any statement of the principal looks at the condition key. */
  looksAt(principal: string, conditionKey: string): boolean;
  withhold(principal: string, action: string): () => void;
  denials: readonly Denial[];
  onDenial(listener: (denial: Denial) => void): () => void;
  uses(): Use[];
};

const mostDenials = 1_000;
const mostUses = 10_000;

export function openLedger(account: string, policies: Map<string, Policy>): Ledger {
  const denials: Denial[] = [];
  const listeners = new Set<(denial: Denial) => void>();
  const withheld = new Set<{ principal: string; action: string }>();

  /** The statements as they count now: without the actions withheld. */
  const policyOf = (principal: string): Statement[] => {
    const policy = policies.get(principal) ?? [];
    const statements: Statement[] =
      policy === "administrator" ? [{ Effect: "Allow", Action: "*", Resource: "*" }] : policy;
    const taken = [...withheld].filter((entry) => entry.principal === principal);
    return taken.length === 0 ? statements : without(statements, taken);
  };
  const judged = (principal: string, request: IamRequest) => judge(policyOf(principal), request);
  const keepDenial = (denial: Denial) => {
    denials.push(denial);
    if (denials.length > mostDenials) denials.shift();
    for (const listener of [...listeners]) listener(denial);
  };
  const kept = usesKept();

  return {
    denials,
    keepDenial,
    keepUse: kept.keep,
    uses: kept.list,
    require(principal, action, resource, context) {
      const judgement = judged(principal, { action, resource, context });
      if (judgement === "allowed") return kept.keep({ principal, action, resource });
      keepDenial({ principal, action, resource });
      throw new AccessDenied(account, { principal, action, resource }, judgement);
    },
    isAllowed: (principal, action, resource, context = {}) =>
      judged(principal, { action, resource, context }) === "allowed",
    looksAt(principal, conditionKey) {
      const key = conditionKey.toLowerCase();
      return policyOf(principal).some(({ Condition = {} }) =>
        Object.values(Condition).some((entries) =>
          Object.keys(entries).some((name) => name.toLowerCase() === key),
        ),
      );
    },
    withhold(principal, action) {
      if (!allows(policyOf(principal), action))
        throw new Error(`${principal} has no grant that allows ${action}.`);
      const entry = { principal, action };
      withheld.add(entry);
      return () => void withheld.delete(entry);
    },
    onDenial(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const sameAction = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const allows = (statements: Statement[], action: string) =>
  statements.some(
    ({ Effect, Action }) => Effect === "Allow" && [Action].flat().some((name) => sameAction(name, action)),
  );

/** Takes actions, as they are written, out of the Allow statements. */
function without(statements: Statement[], taken: { action: string }[]): Statement[] {
  return statements.flatMap((statement) => {
    if (statement.Effect === "Deny") return [statement];
    const Action = [statement.Action]
      .flat()
      .filter((name) => !taken.some(({ action }) => sameAction(name, action)));
    return Action.length === 0 ? [] : [{ ...statement, Action }];
  });
}

/** Every distinct use; beyond a limit only those that show a grant not seen before. */
function usesKept() {
  const uses = new Map<string, Use>();
  const grants = new Set<string>();
  return {
    keep: (use: Use): void => {
      const grant = `${use.principal} ${use.action}`;
      if (uses.size >= mostUses && grants.has(grant)) return;
      grants.add(grant);
      uses.set(`${grant} ${use.resource}`, use);
    },
    list: () => [...uses.values()],
  };
}
