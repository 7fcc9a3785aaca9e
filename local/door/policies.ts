/** The policies as they count now: what the template gives each principal, without what is withheld. */
import type { Statement } from "./iam.ts";

export type Policy = Statement[] | "administrator";

export type Policies = {
  /** None for a principal that nobody knows. */
  of(principal: string): Statement[];
  /** Whether any statement of the principal looks at the condition key. */
  looksAt(principal: string, conditionKey: string): boolean;
  /**
   * Takes one Allow action, as the policy writes it, until the answered function is called.
   * @throws Error when no statement of the principal allows it
   */
  withhold(principal: string, action: string): () => void;
};

type Withheld = { principal: string; action: string };

export function openPolicies(given: Map<string, Policy>): Policies {
  const withheld = new Set<Withheld>();
  const of = (principal: string): Statement[] => {
    const policy = given.get(principal) ?? [];
    const statements: Statement[] =
      policy === "administrator" ? [{ Effect: "Allow", Action: "*", Resource: "*" }] : policy;
    const taken = [...withheld].filter((entry) => entry.principal === principal);
    return taken.length === 0 ? statements : without(statements, taken);
  };
  return {
    of,
    looksAt(principal, conditionKey) {
      const key = conditionKey.toLowerCase();
      return of(principal).some(({ Condition = {} }) =>
        Object.values(Condition).some((entries) =>
          Object.keys(entries).some((name) => name.toLowerCase() === key),
        ),
      );
    },
    withhold(principal, action) {
      if (!allows(of(principal), action)) throw new Error(`${principal} has no grant that allows ${action}.`);
      const entry = { principal, action };
      withheld.add(entry);
      return () => void withheld.delete(entry);
    },
  };
}

const sameAction = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const allows = (statements: Statement[], action: string) =>
  statements.some(
    ({ Effect, Action }) => Effect === "Allow" && [Action].flat().some((name) => sameAction(name, action)),
  );

/** Takes actions, as they are written, out of the Allow statements. */
function without(statements: Statement[], taken: Withheld[]): Statement[] {
  return statements.flatMap((statement) => {
    if (statement.Effect === "Deny") return [statement];
    const Action = [statement.Action]
      .flat()
      .filter((name) => !taken.some(({ action }) => sameAction(name, action)));
    return Action.length === 0 ? [] : [{ ...statement, Action }];
  });
}
