import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { vi } from "vitest";
import type { Journey } from "../journeys/support/laptop.ts";
import { runWith, type FaxOptions } from "./stand.ts";

/** The command line in front of a laptop, as a person at it would run it. */
export function commandLine(run: Journey, settings: string, speed: number) {
  const fax = (args: string[], options: FaxOptions = {}) =>
    runWith(args, {
      runFiles: [join(run.facts.dataDir, "run.json")],
      sleep: (milliseconds) => wait(milliseconds / speed),
      ...options,
    });
  return {
    settings,
    fax,
    setup: (...args: string[]) => fax(["setup", "--yes", "--settings", settings, ...args]),
    doctor: async (args: string[] = [], options: FaxOptions = {}) => {
      const result = await fax(["doctor", ...args, "--json"], options);
      const findings = result.json().findings as {
        check: string;
        level: string;
        says: string;
        mend?: string;
      }[];
      return { ...result, findings, red: findings.filter(({ level }) => level === "FAIL") };
    },
    carrier: async (method: string, path: string, body?: object) => {
      const response = await fetch(`${run.carrier.baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${run.carrier.apiKey}`, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const answer: any = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer.data;
    },
  };
}

/** What this process asks of deployment and carrier meanwhile, but looks. */
export async function writesDuring(run: Journey, work: () => Promise<unknown>): Promise<string[]> {
  const real = globalThis.fetch;
  const writes: string[] = [];
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const method = init?.method ?? "GET";
    const url = input instanceof Request ? input.url : input.toString();
    // The laptop's own engines run in this process, too, and talk among themselves.
    const isToOurs = [run.facts.url, run.carrier.simulatorUrl].some((ours) => ours && url.startsWith(ours));
    if (method !== "GET" && isToOurs) writes.push(`${method} ${url}`);
    return real(input, init);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return writes;
}

export type LaptopCommandLine = ReturnType<typeof commandLine>;

/** What one breaks things with: the laptop, the command line in front of it, and the carrier's account. */
export function openBench(run: Journey, cli: LaptopCommandLine, folder: string, weakKey: string) {
  const parameter = () => run.cloud.outputs["CarrierKeyParameter"] ?? "";
  const application = async () => (await cli.carrier("GET", "/fax_applications"))[0];
  return {
    run,
    cli,
    folder,
    /** An API key without the scope admin. */
    weakKey,
    parameter,
    application,
    ownNumber: async () => (await cli.carrier("GET", "/phone_numbers"))[0],
    changeApplication: async (fields: object) => {
      const { id, application_name, webhook_event_url } = await application();
      await cli.carrier("PATCH", `/fax_applications/${id}`, {
        application_name,
        webhook_event_url,
        ...fields,
      });
    },
    changeProfile: async (fields: object) => {
      const { id, name } = (await cli.carrier("GET", "/outbound_voice_profiles"))[0];
      await cli.carrier("PATCH", `/outbound_voice_profiles/${id}`, { name, ...fields });
    },
    principal: (name: string) =>
      run.cloud.door.grants().find((grant) => grant.principal.includes(name))?.principal ?? "",
    putBackKey: () => run.cloud.parameters.put(parameter(), run.carrier.apiKey),
  };
}
export type Bench = ReturnType<typeof openBench>;
