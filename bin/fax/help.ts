import { commonOptions, type Command, type Option } from "./command.ts";

/** `fax help`: every command in a line. */
export function overview(commands: Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "fax sends and receives faxes through your serverless-fax installation.",
    "",
    "  fax COMMAND [options]          in the project's folder: npm run fax -- COMMAND [options]",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    `  ${"help".padEnd(width)}  explain a command: fax help send`,
    "",
    "It talks to the laptop run that is up (npm start), or to the installation named by FAX_URL and FAX_API_KEY.",
    "Every command takes --json. Exit codes: 0 done (with --wait: delivered), 1 failed or canceled,",
    "2 something to correct on the command line, 3 the server could not be reached or refused.",
  ].join("\n");
}

/** `fax help COMMAND`. */
export function helpOf(command: Command): string {
  return [
    `fax ${command.name} ${command.usage}`.trimEnd(),
    "",
    command.about,
    ...optionLines("Options", command.options),
    ...optionLines("Options of every command", commonOptions),
  ].join("\n");
}

function optionLines(heading: string, options: Record<string, Option>): string[] {
  const written = Object.entries(options).map(([name, option]) => ({
    form: `${option.short ? `-${option.short}, ` : ""}--${name}${option.value ? ` ${option.value}` : ""}`,
    text: option.multiple ? `${option.text} (may be repeated)` : option.text,
  }));
  const width = Math.max(...written.map(({ form }) => form.length));
  return written.length === 0
    ? []
    : ["", `${heading}:`, ...written.map(({ form, text }) => `  ${form.padEnd(width)}  ${text}`)];
}
