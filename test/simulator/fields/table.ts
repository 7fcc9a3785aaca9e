/** What the words of a table mean in TypeScript. */
type Meaning = {
  text: string;
  uuid: string;
  time: string;
  second: string;
  url: string;
  amount: string;
  flag: boolean;
  whole: number;
  texts: string[];
  part: object;
  parts: object[];
  codes: number[];
  pairs: string[][];
};
type Words = Meaning & { [W in keyof Meaning as `${W} or null`]: Meaning[W] | null };
export type Word = keyof Words;

/** The words that a field of this type can be described by; a wrong one does not compile. */
type WordFor<T> = { [W in Word]: Exclude<T, undefined> extends Words[W] ? W : never }[Word];

/** Word, when the field is there, and, for a field of few words, which. */
export type Row<T, When extends string> = readonly [
  word: WordFor<T>,
  when: When,
  values?: readonly Exclude<T, undefined | null>[],
];

/** A row for every field of the SDK's type, each of its type; rows for fields beyond the SDK's may follow. */
export type TableOf<T, When extends string> = { [K in keyof T]-?: Row<T[K], When> } & Record<
  string,
  Row<any, When>
>;

export type AnyTable = Record<string, readonly [string, string, (readonly unknown[])?]>;

const isText = (value: unknown): value is string => typeof value === "string";
const matches = (pattern: RegExp) => (value: unknown) => isText(value) && pattern.test(value);
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

const checks: Record<keyof Meaning, (value: unknown) => boolean> = {
  text: isText,
  uuid: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  time: matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/),
  second: matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  url: matches(/^https?:\/\/./),
  amount: matches(/^\d+\.\d{2,4}$/),
  flag: (value) => typeof value === "boolean",
  whole: Number.isInteger,
  texts: (value) => Array.isArray(value) && value.every(isText),
  part: isObject,
  codes: (value) => Array.isArray(value) && value.every(Number.isInteger),
  pairs: (value) => Array.isArray(value) && value.every((pair) => pair?.length === 2 && pair.every(isText)),
  parts: (value) => Array.isArray(value) && value.every(isObject),
};

const hasWord = (word: string, value: unknown): boolean =>
  (word.endsWith(" or null") && value === null) ||
  (checks[word.replace(" or null", "") as keyof Meaning]?.(value) ?? false);

/** In what an object differs from its table; `isSo` says which of the table's conditions hold for it. */
export function differences(
  object: Record<string, unknown>,
  table: AnyTable,
  isSo: (when: string) => boolean,
): string[] {
  const unknown = Object.keys(object).filter((name) => !Object.hasOwn(table, name));
  return [
    ...unknown.map((name) => `${name} is no field of the table`),
    ...Object.entries(table).flatMap(([name, [word, when, values]]) => {
      const isThere = Object.hasOwn(object, name);
      if (isThere !== (when === "always" || isSo(when))) {
        return [`${name} is ${isThere ? "there" : "missing"} (${when})`];
      }
      if (!isThere) return [];
      const value = object[name];
      if (!hasWord(word, value)) return [`${name} is not ${word}: ${JSON.stringify(value)}`];
      const isListed = values === undefined || value === null || values.includes(value);
      return isListed ? [] : [`${name} is none of its words: ${JSON.stringify(value)}`];
    }),
  ];
}
