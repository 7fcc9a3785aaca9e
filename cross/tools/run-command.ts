/** One program, run to its end within a time, with everything that it started. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { ToolMissing } from "../outcome.ts";

export const root = resolve(import.meta.dirname, "../..");
/** Where everything is installed and written; git does not see it. */
export const workFolder = join(root, ".build", "cross");

export type Ended = { code: number | undefined; said: string };

const running = new Set<ChildProcess>();
const endGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has gone already.
  }
};
process.once("exit", () => running.forEach(endGroup));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/**
 * Runs a program; whatever is left of its group afterwards, or at our own end, is ended.
 * @throws Error when it takes longer than `seconds`
 */
export function runCommand(
  [program = "", ...args]: string[],
  { seconds, env, folder = root }: { seconds: number; env?: Record<string, string>; folder?: string },
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  running.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2_000_000)));
  return new Promise((done, fail) => {
    const finish = (end: () => void) => {
      clearTimeout(timer);
      endGroup(child);
      running.delete(child);
      end();
    };
    const timer = setTimeout(
      () => finish(() => fail(new Error(`${program} was still running after ${seconds} s`))),
      seconds * 1000,
    );
    child.once("error", (error) => finish(() => fail(error)));
    child.once("close", (code) => finish(() => done({ code: code ?? undefined, said })));
  });
}

/** @throws Error with the end of what the program said, unless it ends with 0 */
export async function mustRun(command: string[], options: Parameters<typeof runCommand>[1]): Promise<string> {
  const { code, said } = await runCommand(command, options);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${said.trim().slice(-600)}`);
  return said;
}

/** @throws ToolMissing unless the program starts */
export function need(program: string, sayVersion: string[], what: string): string {
  const { status, stdout, stderr } = spawnSync(program, sayVersion, { encoding: "utf8", timeout: 20_000 });
  if (status !== 0) throw new ToolMissing(`no ${what}`);
  return `${stdout}${stderr}`;
}
