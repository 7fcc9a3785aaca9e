/** A server of somebody else's on a port of this machine, for as long as one check runs. */
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startEngineProcess } from "../../local/engines/engine-process.ts";

export type Server = { url: string; close: () => Promise<void> };

export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });

/**
 * Starts a program that listens on 127.0.0.1 and cannot outlive us; resolves when it answers HTTP, whatever it says,
 * or with `readyPath` when that answers 200.
 * @throws Error with its last words when it ends or does not answer within 40 s
 */
export async function startServer(
  commandOf: (port: number) => string[],
  env: Record<string, string> = {},
  readyPath?: string,
): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const said: string[] = [];
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const child = startEngineProcess("/usr/bin/env", [...settings, ...commandOf(port)], (line) =>
    said.push(line),
  );
  const until = performance.now() + 40_000;
  while (!(await answers(url, readyPath))) {
    if (child.hasExited || performance.now() > until) {
      await child.stop();
      throw new Error(`a server did not start: ${said.slice(-5).join(" ")}`);
    }
    await sleep(50);
  }
  return { url, close: () => child.stop() };
}

const answers = (url: string, readyPath: string | undefined): Promise<boolean> =>
  fetch(`${url}${readyPath ?? ""}`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok || readyPath === undefined,
    () => false,
  );
