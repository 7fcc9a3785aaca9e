import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What a run keeps between starts, and the note that tells others it is up. */
export type DataFolder = {
  path: string;
  file: (name: string) => string;
  /** The first API key: made once, kept. */
  apiKey: () => string;
  announce: (facts: object) => void;
  release: () => void;
};

/**
 * Takes the folder for this process. A default folder that a living run holds is left to it and the next name is
 * taken, as with ports; a folder the user named is an error then.
 */
export function openDataFolder(named: string | undefined, fresh: boolean): DataFolder {
  for (let count = 1; ; count++) {
    const path = resolve(named ?? (count === 1 ? ".local" : `.local-${count}`));
    const holder = holderOf(path);
    if (holder === undefined) return take(path, fresh);
    if (named || count === 20) {
      throw new Error(
        `another run (process ${holder}) uses ${path}; stop it, or name another folder with --data`,
      );
    }
  }
}

function take(path: string, fresh: boolean): DataFolder {
  if (fresh) rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(path, name);
  writeWhole(file("lock"), String(process.pid));
  return {
    path,
    file,
    apiKey: () => {
      if (!existsSync(file("api-key"))) {
        writeWhole(file("api-key"), `sfx_first.${randomBytes(32).toString("base64url")}`);
      }
      return readFileSync(file("api-key"), "utf8").trim();
    },
    announce: (facts) => writeWhole(file("run.json"), JSON.stringify(facts)),
    release: () => {
      rmSync(file("run.json"), { force: true });
      rmSync(file("lock"), { force: true });
    },
  };
}

function holderOf(path: string): number | undefined {
  const lock = join(path, "lock");
  if (!existsSync(lock)) return undefined;
  const pid = Number(readFileSync(lock, "utf8"));
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}
