/** The laptop's SSM Parameter Store: a few parameters in one file that only its owner may read. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";

const parameter = v.object({
  value: v.string(),
  type: v.picklist(["String", "StringList", "SecureString"]),
  version: v.pipe(v.number(), v.integer()),
  modifiedAt: v.string(),
});
const fileShape = v.record(v.string(), parameter);

export type Parameter = v.InferOutput<typeof parameter>;

export type ParameterStore = {
  /** The value in clear. */
  get(name: string): string | undefined;
  find(name: string): Parameter | undefined;
  /** Stores or replaces; a new parameter is a SecureString unless it says otherwise. */
  put(name: string, value: string, options?: { type?: Parameter["type"]; now?: Date }): Parameter;
  /** Answers whether it was there. */
  delete(name: string): boolean;
};

/**
 * Opens the store in `file` (mode 0600), or in memory without one. Each change is on the disk when the call returns.
 * Throws for a file that is no parameter store.
 */
export function openParameters(file: string | undefined): ParameterStore {
  const parameters = new Map(file !== undefined && existsSync(file) ? read(file) : []);
  const save = () => {
    if (file !== undefined) write(file, JSON.stringify(Object.fromEntries(parameters), undefined, 2));
  };
  return {
    get: (name) => parameters.get(name)?.value,
    find: (name) => parameters.get(name),
    put(name, value, { type, now = new Date() } = {}) {
      const before = parameters.get(name);
      const entry: Parameter = {
        value,
        type: type ?? before?.type ?? "SecureString",
        version: (before?.version ?? 0) + 1,
        modifiedAt: now.toISOString(),
      };
      parameters.set(name, entry);
      save();
      return entry;
    },
    delete(name) {
      const existed = parameters.delete(name);
      if (existed) save();
      return existed;
    },
  };
}

function read(file: string): [string, Parameter][] {
  // A file that was copied here by hand may be readable by everybody.
  chmodSync(file, 0o600);
  try {
    return Object.entries(v.parse(fileShape, JSON.parse(readFileSync(file, "utf8"))));
  } catch {
    // Neither the parser's message nor the schema's may be shown: they quote the secret.
    throw new Error(`${file} is not a parameter file of the laptop; remove it and start again.`);
  }
}

/** Replaced as a whole, so that a crash leaves the old or the new file and never half of one. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.new`;
  writeFileSync(fresh, text, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}
