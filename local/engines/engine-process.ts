/** A child process that cannot outlive us. */
import { spawn, type ChildProcess } from "node:child_process";

/**
 * The shell becomes the engine (`exec`), after leaving a watcher that reads our end of a pipe. However we die,
 * SIGKILL included, the kernel closes the pipe, the read ends and the watcher ends the whole group.
 */
const guard = [
  "exec 3<&0",
  "{ cat <&3; kill -KILL 0; } >/dev/null 2>&1 &",
  'exec 3<&- ; exec "$0" "$@" </dev/null',
].join("\n");

export type EngineProcess = {
  readonly hasExited: boolean;
  /** Settles when the process is gone, with its exit code (undefined after a signal). */
  exited: Promise<number | undefined>;
  stop(): Promise<void>;
};

/** Starts `binary`; each line it prints goes to `log`. Throws nothing: a binary that cannot start exits. */
export function startEngineProcess(
  binary: string,
  args: string[],
  log: (line: string) => void,
): EngineProcess {
  // A session of its own: Ctrl-C in the terminal reaches only us, who stop the engine last.
  const child = spawn("/bin/sh", ["-c", guard, binary, ...args], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
  });
  forwardLines(child, log);
  child.stdin.on("error", () => undefined);
  let hasExited = false;
  const exited = new Promise<number | undefined>((resolve) => {
    const end = (code: number | null) => {
      hasExited = true;
      endGroup(child);
      resolve(code ?? undefined);
    };
    child.once("error", () => end(null));
    child.once("exit", end);
  });
  return {
    get hasExited() {
      return hasExited;
    },
    exited,
    async stop() {
      if (hasExited) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 2_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Ends the watcher, which keeps the group's number from being given to others. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has gone already.
  }
}

function forwardLines(child: ChildProcess, log: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = (lines.pop() ?? "").slice(0, 2_000);
      for (const line of lines) if (line.trim() !== "") log(line.slice(0, 2_000));
    });
  }
}
