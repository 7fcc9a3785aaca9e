import { matchesArn, matchesText } from "./patterns.ts";

export type Context = Record<string, string | string[]>;
export type Condition = Record<string, Record<string, string | string[]>>;

type Test = { matches: (pattern: string, value: string) => boolean; isNegated: boolean };

const equal = (pattern: string, value: string) => pattern === value;
const sameWord = (pattern: string, value: string) => pattern.toLowerCase() === value.toLowerCase();

const tests: Record<string, Test> = {
  StringEquals: { matches: equal, isNegated: false },
  StringNotEquals: { matches: equal, isNegated: true },
  StringLike: { matches: matchesText, isNegated: false },
  StringNotLike: { matches: matchesText, isNegated: true },
  ArnEquals: { matches: matchesArn, isNegated: false },
  ArnLike: { matches: matchesArn, isNegated: false },
  ArnNotEquals: { matches: matchesArn, isNegated: true },
  ArnNotLike: { matches: matchesArn, isNegated: true },
  Bool: { matches: sameWord, isNegated: false },
};

type Operator = Test & { set: "ForAllValues" | "ForAnyValue" | undefined; ifExists: boolean };

/** Undefined for an operator that is not understood. */
function parseOperator(name: string): Operator | undefined {
  const [, set, base = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const test = Object.hasOwn(tests, base) ? tests[base] : undefined;
  if (!test) return undefined;
  return {
    ...test,
    set: set === "ForAllValues" || set === "ForAnyValue" ? set : undefined,
    ifExists: ifExists !== undefined,
  };
}

/** Keys that have several values in one request: AWS asks for ForAllValues or ForAnyValue with them. */
const multivaluedKeys = new Set(["dynamodb:leadingkeys", "dynamodb:attributes", "aws:tagkeys"]);

/** @throws Error for an operator, key or value that `holds` could not judge as AWS does. */
export function checkCondition(condition: unknown): void {
  if (typeof condition !== "object" || condition === null || Array.isArray(condition)) {
    throw new Error("Condition must be an object");
  }
  for (const [name, entries] of Object.entries(condition)) {
    const operator = parseOperator(name);
    if (!operator) throw new Error(`the condition operator ${name} is not understood`);
    if (typeof entries !== "object" || entries === null || Array.isArray(entries)) {
      throw new Error(`the condition ${name} must be an object`);
    }
    for (const [key, values] of Object.entries(entries as object)) checkKey(name, operator, key, values);
  }
}

function checkKey(name: string, operator: Operator, key: string, values: unknown): void {
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9/_.:=+@-]+$/.test(key))
    throw new Error(`the condition key ${key} is not understood`);
  if (multivaluedKeys.has(key.toLowerCase()) && operator.set === undefined) {
    throw new Error(`the condition key ${key} has many values: ${name} needs ForAllValues: or ForAnyValue:`);
  }
  const list: unknown[] = Array.isArray(values) ? values : [values];
  if (list.length === 0) throw new Error(`the condition key ${key} of ${name} has no value`);
  for (const value of list) {
    if (typeof value !== "string") throw new Error(`the condition key ${key} of ${name} must hold text`);
    if (value.includes("${")) throw new Error(`the policy variable in ${key} is not understood`);
  }
}

/** The condition keys that a condition looks at. */
export const keysOf = (condition: Condition): string[] => Object.values(condition).flatMap(Object.keys);

/** Whether every entry of the condition holds. Condition keys are compared without regard to case. */
export function holds(condition: Condition, context: Context): boolean {
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), listed(value)]));
  return Object.entries(condition).every(([name, entries]) => {
    const operator = parseOperator(name);
    if (!operator) throw new Error(`the condition operator ${name} is not understood`);
    return Object.entries(entries).every(([key, patterns]) =>
      entryHolds(operator, listed(patterns), given.get(key.toLowerCase())),
    );
  });
}

/** IAM User Guide, "Multivalued context keys" and "...IfExists condition operators". */
function entryHolds(operator: Operator, patterns: string[], values: string[] | undefined): boolean {
  const fits = (value: string) =>
    patterns.some((pattern) => operator.matches(pattern, value)) !== operator.isNegated;
  if (values === undefined || values.length === 0) {
    if (operator.set === "ForAllValues" || operator.ifExists) return true;
    return operator.set === undefined && operator.isNegated;
  }
  return operator.set === "ForAnyValue" ? values.some(fits) : values.every(fits);
}

const listed = (value: string | string[]): string[] => (Array.isArray(value) ? value : [value]);
