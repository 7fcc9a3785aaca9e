import { createInterface } from "node:readline/promises";
import { Writable, type Readable } from "node:stream";
import type { Surroundings, Terminal } from "./session.ts";

/** The means to ask a person; nothing where input or output is no terminal. */
export function openPrompt(
  input: Readable & { isTTY?: boolean },
  output: Terminal,
): Pick<Surroundings, "ask"> {
  if (!input.isTTY || !output.isTTY) return {};
  return {
    ask: async (question, isSecret = false) => {
      // readline echoes what is typed: a secret goes nowhere.
      const echo = new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          if (!isSecret) output.write(chunk);
          done();
        },
      });
      const lines = createInterface({ input, output: echo, terminal: true });
      // From here on the terminal itself echoes nothing either.
      if (isSecret) output.write(question);
      // Ctrl-C and Ctrl-D are a no.
      const left = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
      try {
        return (await Promise.race([lines.question(isSecret ? "" : question), left])).trim();
      } finally {
        lines.close();
        if (isSecret) output.write("\n");
      }
    },
  };
}
