import { join } from "node:path";
import { installFromPypi } from "../tools/install.ts";
import { startServer, type Server } from "../tools/server.ts";

export const motoPackages: [name: string, packages: string[]] = ["moto", ["moto[server]==5.2.5"]];

/** moto's server: most of AWS's control plane, in memory. */
export async function startMoto(env: Record<string, string> = {}): Promise<Server> {
  const bin = await installFromPypi(...motoPackages);
  return startServer((port) => [join(bin, "moto_server"), "-H", "127.0.0.1", "-p", String(port)], env);
}
