import { exitCodes, type ExitCode } from "./failures.ts";
import { endLine } from "./fax-lines.ts";
import { text, type Fields } from "./fields.ts";
import { followFax } from "./follow-fax.ts";
import type { Session } from "./session.ts";
import { clean } from "./terminal-text.ts";

/** After a fax was accepted: where to look, or each step until it has ended and an exit code that says how. */
export async function tellOrFollow(session: Session, fax: Fields, follows: boolean): Promise<ExitCode> {
  const id = text(fax, "id");
  if (!follows) {
    session.say(clean(`See what becomes of it: fax get ${id}`));
    session.answer(fax);
    return exitCodes.done;
  }
  const tell = session.isJson ? session.note : session.say;
  const deps = { tell: (line: string) => tell(`  ${line}`), sleep: session.sleep };
  const ended = await followFax(session.api(), id, deps);
  session.say(endLine(ended));
  session.answer(ended);
  return text(ended, "status") === "delivered" ? exitCodes.done : exitCodes.notDelivered;
}
