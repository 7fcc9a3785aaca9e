import type { Writable } from "node:stream";
import { chooseApi, chooseSimulator, findLaptopRun, givenBy, type LaptopRun } from "./connection.ts";
import type { GivenWords } from "./command.ts";
import { UsageError } from "./failures.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { clean, toJson } from "./terminal-text.ts";

/** A place to write to; `isTTY` where a person watches. */
export type Terminal = Writable & { isTTY?: boolean };

/** All that the command line has from its process. */
export type Surroundings = {
  env: Record<string, string | undefined>;
  /** Where laptop runs leave their note, first choice first. */
  runFiles: string[];
  stdout: Terminal;
  stderr: Terminal;
  sleep: (milliseconds: number) => Promise<void>;
  /** Asks the person at the terminal, without echo if it is a secret; absent where there is no terminal. */
  ask?: (question: string, isSecret?: boolean) => Promise<string>;
};

/** What a command works with: its connections and its voice. */
export type Session = Surroundings & {
  isJson: boolean;
  /** The HTTP API. Throws `UsageError` when no address or key is known. */
  api: () => HttpClient;
  /** The HTTP API where no key is needed. */
  openApi: () => HttpClient;
  simulator: () => HttpClient;
  /** Where the HTTP API is, the key given for it, and the laptop run if it is one. Throws `UsageError`. */
  where: () => { url: string; key: string; run: LaptopRun | undefined };
  /** Text for a person on stdout; silent under `--json`. Server text must be cleaned before. */
  say: (lines: string) => void;
  /** What happens meanwhile, on stderr. */
  note: (line: string) => void;
  /** The JSON of `--json`; silent without. */
  answer: (value: unknown) => void;
};

export function openSession(surroundings: Surroundings, given: GivenWords): Session {
  const { env, runFiles, stdout, stderr, sleep } = surroundings;
  const isJson = given.isSet("json");
  const where = givenBy(
    { url: given.text("url"), key: given.text("key"), simulator: given.text("simulator") },
    env,
  );
  const openApi = () => createHttpClient({ ...chooseApi(where, findLaptopRun(runFiles)), sleep });
  return {
    ...surroundings,
    isJson,
    openApi,
    api: () => {
      if (chooseApi(where, findLaptopRun(runFiles)).key) return openApi();
      throw new UsageError("No API key is given: set FAX_API_KEY (or --key) to a key of the installation.");
    },
    where: () => {
      const run = findLaptopRun(runFiles);
      const api = chooseApi(where, run);
      return { ...api, run: run?.url === api.url ? run : undefined };
    },
    simulator: () =>
      createHttpClient({ url: chooseSimulator(where, findLaptopRun(runFiles)), key: "", sleep }),
    say: (lines) => void (isJson || stdout.write(`${lines}\n`)),
    note: (line) => void stderr.write(`${clean(line)}\n`),
    answer: (value) => void (isJson && stdout.write(`${toJson(value)}\n`)),
  };
}
