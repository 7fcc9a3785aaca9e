import type { Server } from "node:net";

/**
 * Listens on loopback only. A taken port is followed by the next free one; port 0 is any.
 * Answers the port.
 */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  for (let candidate = port; ; candidate += 1) {
    const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once("error", resolve);
      server.listen(candidate, "127.0.0.1", () => {
        server.off("error", resolve);
        resolve(undefined);
      });
    });
    if (!problem) break;
    if (problem.code !== "EADDRINUSE" || port === 0 || candidate >= port + 100) throw problem;
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
