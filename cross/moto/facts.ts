/** Facts about a stack: a name made of logical ids, and any JSON. */
export type Facts = Map<string, unknown>;

const nameIn = (ref: string): string => ref.split("/").at(-1)?.split(":").at(-1) ?? ref;

/** Puts logical ids where physical names stand, so that two deployments of one template say the same. */
export function withLogicalNames(facts: Facts, refs: Map<string, string>): Facts {
  const names = [...refs]
    .map(([logicalId, ref]): [string, string] => [nameIn(ref), `<${logicalId}>`])
    .filter(([name]) => name.length > 5)
    .sort(([a], [b]) => b.length - a.length);
  const rename = (value: unknown): unknown => {
    if (typeof value === "string")
      return names.reduce((text, [name, id]) => text.replaceAll(name, id), value);
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rename(entry)]));
  };
  return new Map([...facts].map(([name, value]) => [name, inOrder(rename(value))]));
}

/** Lists of texts or of statements in one order, single entries as lists, keys sorted: AWS holds them for the same. */
function inOrder(value: unknown, key = ""): unknown {
  if (["Action", "Resource"].includes(key)) return [value].flat().map(String).sort();
  if (Array.isArray(value)) {
    const entries = value.map((entry) => inOrder(entry));
    return entries.every(isStatement) ? sorted(entries) : entries;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entry]) => [name, inOrder(entry, name)]),
  );
}

const isStatement = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "Effect" in value;
const sorted = (entries: unknown[]): unknown[] =>
  entries
    .map((entry) => JSON.stringify(entry))
    .sort()
    .map((text): unknown => JSON.parse(text));
