/** The policies as they count now: what the template gives each principal, without what is withheld. */
import type { Statement } from "./iam.ts";

export type Policy = Statement[] | "administrator";

export type Policies = {
  /** None for a principal that nobody knows. */
  of(principal: string): Statement[];
  /** Whether any statement of the principal looks at the condition key. */
  looksAt(principal: string, conditionKey: string): boolean;
  /**
   * Takes one Allow action (of one resource, or of all), as the policy writes them, until the answered function
   * is called.
   * @throws Error when no statement of the principal allows it
   */
  withhold(principal: string, action: string, resource?: string): () => void;
  /** Every Allow action of every principal, resource by resource, as the policies write them. */
  grants(): Grant[];
};

export type Grant = { principal: string; action: string; resource: string };
type Withheld = { principal: string; action: string; resource: string | undefined };

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
    grants: () =>
      [...given].flatMap(([principal, policy]) =>
        policy === "administrator" ? [] : policy.flatMap((statement) => grantsOf(principal, statement)),
      ),
    withhold(principal, action, resource) {
      if (!allows(of(principal), action)) throw new Error(`${principal} has no grant that allows ${action}.`);
      const entry = { principal, action, resource };
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

function grantsOf(principal: string, { Effect, Action, Resource }: Statement): Grant[] {
  if (Effect === "Deny") return [];
  return [Action]
    .flat()
    .flatMap((action) => [Resource].flat().map((resource) => ({ principal, action, resource })));
}

/** Takes actions, as they are written, out of the Allow statements, or out of them for one resource. */
function without(statements: Statement[], taken: Withheld[]): Statement[] {
  return statements.flatMap((statement) => {
    if (statement.Effect === "Deny") return [statement];
    return [statement.Action].flat().flatMap((Action) => {
      const gone = taken.filter(({ action }) => sameAction(Action, action)).map(({ resource }) => resource);
      const Resource = gone.includes(undefined)
        ? []
        : [statement.Resource].flat().filter((resource) => !gone.includes(resource));
      return Resource.length === 0 ? [] : [{ ...statement, Action, Resource }];
    });
  });
}
