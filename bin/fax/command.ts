import { parseArgs } from "node:util";
import { UsageError, type ExitCode } from "./failures.ts";
import type { Session } from "./session.ts";

/** One option of a command: how it is written, and what it means. */
export type Option = {
  type: "string" | "boolean";
  short?: string;
  multiple?: boolean;
  /** The word that stands for its value in the help. */
  value?: string;
  text: string;
};

/** One command: everything that its help, its parsing and its work need. */
export type Command = {
  /** As typed: `send`, or `keys create`. */
  name: string;
  summary: string;
  /** What follows the name: `FILE... --to NUMBER`. */
  usage: string;
  about: string;
  options: Record<string, Option>;
  /** How many words may follow, besides options. */
  words: { min: number; max: number; named: string };
  run: (given: GivenWords, session: Session) => Promise<ExitCode>;
};

/** What was typed after the command's name. */
export type GivenWords = {
  words: string[];
  text: (option: string) => string | undefined;
  texts: (option: string) => string[];
  isSet: (option: string) => boolean;
};

/** Understood by every command. */
export const commonOptions: Record<string, Option> = {
  json: { type: "boolean", text: "print JSON on stdout and nothing else there" },
  url: {
    type: "string",
    value: "URL",
    text: "the installation's address (else FAX_URL, else the laptop run)",
  },
  key: { type: "string", value: "KEY", text: "API key (else FAX_API_KEY, else the laptop run's)" },
  simulator: { type: "string", value: "URL", text: "the simulator's address (else FAX_SIMULATOR_URL)" },
  help: { type: "boolean", short: "h", text: "show this help" },
};

/** For commands that take fax numbers as people write them. */
export const countryOption: Option = {
  type: "string",
  value: "CC",
  text: "country that national numbers belong to (default US)",
};

/** Reads a command's words and options. Throws `UsageError` with what to write instead. */
export function readWords(command: Command, args: string[]): GivenWords {
  const { values, positionals } = parse(command, args);
  const given: GivenWords = {
    words: positionals,
    text: (option) => (typeof values[option] === "string" ? values[option] : undefined),
    texts: (option) => {
      const value = values[option];
      return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
    },
    isSet: (option) => values[option] === true,
  };
  const { min, max, named } = command.words;
  if (given.isSet("help")) return given;
  if (positionals.length < min)
    throw new UsageError(`fax ${command.name} needs ${named}; see fax help ${command.name}.`);
  if (positionals.length > max) {
    throw new UsageError(
      `"${positionals[max]}" is one word too many; see fax help ${command.name} (quote words that belong together).`,
    );
  }
  return given;
}

function parse(command: Command, args: string[]) {
  const options = Object.entries({ ...command.options, ...commonOptions }).map(([name, option]) => {
    const { type, short, multiple } = option;
    return [name, { type, ...(short ? { short } : {}), ...(multiple ? { multiple } : {}) }] as const;
  });
  try {
    return parseArgs({ args, allowPositionals: true, options: Object.fromEntries(options) });
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, "")}; see fax help ${command.name}.`);
  }
}
