import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import type { Credentials } from "../sigv4.ts";

const stored = v.record(
  v.string(),
  v.object({ accessKeyId: v.string(), secretAccessKey: v.string(), sessionToken: v.string() }),
);

/**
 * One set of credentials per function. They are kept (mode 0600), because a presigned link must
 * outlive a restart; without a file they are new at each start.
 */
export async function openCredentials(
  file: string | undefined,
  principals: string[],
): Promise<Map<string, Required<Credentials>>> {
  const text = file === undefined ? undefined : await readFile(file, "utf8").catch(() => undefined);
  const known = text === undefined ? {} : v.parse(stored, JSON.parse(text));
  const all = new Map(principals.map((name) => [name, known[name] ?? newCredentials()]));
  if (file !== undefined) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ ...known, ...Object.fromEntries(all) }), { mode: 0o600 });
  }
  return all;
}

function newCredentials(): Required<Credentials> {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    // Lambda's own are as long, and a link that signs one must still fit where it is sent.
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(774).toString("base64")}`,
  };
}
