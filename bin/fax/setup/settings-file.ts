import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../failures.ts";
import { fieldsOf, type Fields } from "../fields.ts";
import { storeNew } from "../store-file.ts";

export const usualSettingsFile = "settings.json";

/** The settings as they stand in the file; `{}` where there is none. Throws `UsageError` for what is no JSON object. */
export function readSettingsFile(file: string): Fields {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return fieldsOf(value);
  } catch (error) {
    throw new UsageError(`The file ${file} cannot be read as JSON (${(error as Error).message}).`);
  }
  throw new UsageError(`The file ${file} does not hold settings: a JSON object is wanted.`);
}

/** Writes the settings, whole or not at all; answers whether the file was changed. */
export function writeSettingsFile(file: string, settings: Fields): boolean {
  const content = `${JSON.stringify(settings, undefined, 2)}\n`;
  if (existsSync(file) && isDeepStrictEqual(readSettingsFile(file), settings)) return false;
  storeNew(file, Buffer.from(content), true);
  return true;
}
