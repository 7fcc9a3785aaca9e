import { TemplateRefusal } from "../template/refusal.ts";

export type RecordFilter = (record: unknown) => boolean;

/**
 * Compiles the filter criteria of an event source; a record passes when any pattern matches.
 * @throws TemplateRefusal for an operator the laptop does not know.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function compileFilters(patterns: string[], where: string): RecordFilter {
  if (patterns.length === 0) return () => true;
  const compiled = patterns.map((pattern) => compileObject(JSON.parse(pattern), where));
  return (record) => compiled.some((matches) => matches(record));
}

/** `undefined` stands for a field that is not there. */
type Matcher = (value: unknown) => boolean;

function compileObject(pattern: unknown, where: string): Matcher {
  if (typeof pattern !== "object" || pattern === null) return unknownOperator(pattern, where);
  const fields = Object.entries(pattern).map(([key, part]): [string, Matcher] => {
    if (key === "$or") return unknownOperator(key, where);
    return [key, Array.isArray(part) ? compileLeaf(part as unknown[], where) : compileObject(part, where)];
  });
  return (value) => fields.every(([key, matches]) => matches(fieldOf(value, key)));
}

function compileLeaf(rules: unknown[], where: string): Matcher {
  const matchers = rules.map((rule) => compileRule(rule, where));
  return (value) =>
    Array.isArray(value)
      ? value.some((item) => matchers.some((matches) => matches(item)))
      : matchers.some((matches) => matches(value));
}

function compileRule(rule: unknown, where: string): Matcher {
  if (typeof rule !== "object" || rule === null) return (value) => value === rule;
  const entries = Object.entries(rule) as [string, unknown][];
  const [operator, operand] = entries[0] ?? ["", undefined];
  if (entries.length !== 1) return unknownOperator(rule, where);
  if (operator === "prefix" && typeof operand === "string") {
    return (value) => typeof value === "string" && value.startsWith(operand);
  }
  if (operator === "exists" && typeof operand === "boolean") {
    return (value) => (value !== undefined) === operand;
  }
  if (operator === "anything-but") {
    const excluded = (Array.isArray(operand) ? operand : [operand]) as unknown[];
    const matchers = excluded.map((one) => compileRule(one, where));
    return (value) => value !== undefined && !matchers.some((matches) => matches(value));
  }
  return unknownOperator(rule, where);
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

function unknownOperator(rule: unknown, where: string): never {
  throw new TemplateRefusal(`The laptop does not know the filter ${JSON.stringify(rule)} of ${where}.`);
}
