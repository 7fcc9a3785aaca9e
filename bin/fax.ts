import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPrompt } from "./fax/prompt.ts";
import { runFax } from "./fax/run-fax.ts";

/** The command line: a client of the HTTP API like any other. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // `fax list | head` closes the pipe early; that is no failure.
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

process.exitCode = await runFax(process.argv.slice(2), {
  env: process.env,
  runFiles: [process.cwd(), join(import.meta.dirname, "..")].map((folder) =>
    join(folder, ".local", "run.json"),
  ),
  stdout: process.stdout,
  stderr: process.stderr,
  sleep: async (milliseconds) => void (await sleep(milliseconds)),
  ...openPrompt(process.stdin, process.stderr),
});
