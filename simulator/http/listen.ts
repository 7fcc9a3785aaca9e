import type { Server } from "node:http";

const portsToTry = 100;

/** Listens on loopback; a taken port is followed by the next free one, 0 is any. Answers the port. */
export async function listen(server: Server, port: number): Promise<number> {
  for (let candidate = port; ; candidate += 1) {
    const problem = await tryPort(server, candidate);
    if (!problem) break;
    if (problem.code !== "EADDRINUSE" || port === 0 || candidate >= port + portsToTry) throw problem;
  }
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

function tryPort(server: Server, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once("error", resolve);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", resolve);
      resolve(undefined);
    });
  });
}

/** Closes the server with all its connections; the port is free when this answers. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
