import { broadcastCommand } from "./commands/broadcast.ts";
import {
  addContactCommand,
  changeContactCommand,
  listContactsCommand,
  removeContactCommand,
} from "./commands/contacts.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { cancelCommand, deleteCommand } from "./commands/end-fax.ts";
import { getCommand } from "./commands/get.ts";
import { healthCommand, refusalsCommand, resumeCommand } from "./commands/installation.ts";
import { createKeyCommand, listKeysCommand, revokeKeyCommand } from "./commands/keys.ts";
import { listCommand } from "./commands/list.ts";
import {
  changeMailboxCommand,
  createMailboxCommand,
  deleteMailboxCommand,
  getMailboxCommand,
  listMailboxesCommand,
} from "./commands/mailboxes.ts";
import { resendCommand } from "./commands/resend.ts";
import { saveCommand } from "./commands/save.ts";
import { sendCommand } from "./commands/send.ts";
import { setupCommand } from "./commands/setup.ts";
import { simulateClockCommand, simulateInboundCommand, simulateNumbersCommand } from "./commands/simulate.ts";
import {
  createWebhookCommand,
  deleteWebhookCommand,
  listWebhooksCommand,
  replayWebhookCommand,
  testWebhookCommand,
  webhookLogCommand,
} from "./commands/webhooks.ts";
import { readWords, type Command } from "./command.ts";
import { exitCodes, RequestError, UsageError, type ExitCode } from "./failures.ts";
import { helpOf, overview } from "./help.ts";
import { openSession, type Surroundings } from "./session.ts";
import { clean, toJson } from "./terminal-text.ts";

export const commands: Command[] = [
  sendCommand,
  resendCommand,
  broadcastCommand,
  listCommand,
  getCommand,
  saveCommand,
  cancelCommand,
  deleteCommand,
  addContactCommand,
  listContactsCommand,
  changeContactCommand,
  removeContactCommand,
  createMailboxCommand,
  listMailboxesCommand,
  getMailboxCommand,
  changeMailboxCommand,
  deleteMailboxCommand,
  createKeyCommand,
  listKeysCommand,
  revokeKeyCommand,
  createWebhookCommand,
  listWebhooksCommand,
  testWebhookCommand,
  webhookLogCommand,
  replayWebhookCommand,
  deleteWebhookCommand,
  refusalsCommand,
  healthCommand,
  resumeCommand,
  setupCommand,
  doctorCommand,
  simulateInboundCommand,
  simulateNumbersCommand,
  simulateClockCommand,
];

/** Runs one command line; answers its exit code and never throws for what a person can put right. */
export async function runFax(args: string[], surroundings: Surroundings): Promise<ExitCode> {
  const isJson = args.includes("--json");
  try {
    return await dispatch(args, surroundings);
  } catch (error) {
    const code = error instanceof UsageError ? exitCodes.usage : exitCodes.unreachable;
    if (!(error instanceof UsageError || error instanceof RequestError)) throw error;
    const message = error.message.split("\n").map(clean).join("\n");
    surroundings.stderr.write(`${message}\n`);
    if (isJson) surroundings.stdout.write(`${toJson({ error: errorFields(error, message, code) })}\n`);
    return code;
  }
}

const errorFields = (error: Error, message: string, exitCode: ExitCode) => ({
  message,
  exit_code: exitCode,
  ...(error instanceof RequestError && error.status !== undefined ? { status: error.status } : {}),
  ...(error instanceof RequestError && error.errors.length > 0 ? { errors: error.errors } : {}),
});

async function dispatch(args: string[], surroundings: Surroundings): Promise<ExitCode> {
  const [first] = args;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    surroundings.stdout.write(`${helpFor(args.slice(1))}\n`);
    return exitCodes.done;
  }
  const { command, rest } = findCommand(args);
  const given = readWords(command, rest);
  if (given.isSet("help")) {
    surroundings.stdout.write(`${helpOf(command)}\n`);
    return exitCodes.done;
  }
  return command.run(given, openSession(surroundings, given));
}

/** Help on a command, on a family (`keys`), or on all. */
function helpFor(words: string[]): string {
  if (words.length === 0) return overview(commands);
  const wanted = words.join(" ");
  const family = commands.filter(({ name }) => name === wanted || name.startsWith(`${wanted} `));
  if (family.length > 0) return family.map(helpOf).join("\n\n");
  throw new UsageError(`There is no command "${wanted}"; fax help lists them.`);
}

function findCommand(args: string[]): { command: Command; rest: string[] } {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(" ");
    const command = commands.find((candidate) => candidate.name === name);
    if (command) return { command, rest: args.slice(length) };
  }
  const family = commands.filter(({ name }) => name.startsWith(`${args[0]} `)).map(({ name }) => name);
  throw new UsageError(
    family.length > 0
      ? `"${args[0]}" needs a second word: fax ${family.join(", fax ")}.`
      : args[0]?.startsWith("-")
        ? "Write the command first and its options after it, as in: fax list --json."
        : `There is no command "${args[0]}"; fax help lists them.`,
  );
}
