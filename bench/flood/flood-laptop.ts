import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLaptop, type Laptop } from "../../bin/laptop/start.ts";
import { samplePdf } from "../../local/sample-document.ts";
import type { CallSeen } from "./judge-calls.ts";

export type FloodLaptop = {
  laptop: Laptop;
  /** Accepts a fax of one page that is sent along. */
  send: (to: string) => Promise<void>;
  calls: () => Promise<CallSeen[]>;
  /** Faxes that the functions' figures say have ended. */
  ended: () => number;
  close: () => Promise<void>;
};

/** Beyond what we are to keep to, so that one call too many would be seen and not refused. */
const carrierChannels = 10_000;

/** The laptop on a fast clock, in memory where there is such a folder, with a carrier that misbehaves. */
export async function openFloodLaptop(options: {
  channels: number;
  faxes: number;
  speed: number;
  /** The body of the simulator's `POST /_control/chaos`. */
  chaos: object;
  say: (line: string) => void;
}): Promise<FloodLaptop> {
  const data = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "fax-flood-"));
  let ended = 0;
  const laptop = await startLaptop(
    {
      json: false,
      demo: false,
      sample: false,
      fresh: false,
      data,
      port: 0,
      speed: options.speed,
      carrier: { kind: "simulator" },
      channels: options.channels,
      maxFaxesPerDay: Math.max(1_000, options.faxes),
    },
    {
      log: (line) => {
        ended += endsTold(line);
        if (/"level":"error"|error:|gave back/.test(line)) options.say(line.slice(0, 1800));
      },
    },
  );
  const { url, apiKey, simulatorUrl } = laptop.facts;
  const control = async (path: string, body?: object): Promise<unknown> => {
    const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const response = await fetch(`${simulatorUrl}/_control${path}`, init);
    if (!response.ok) throw new Error(`the simulator answered ${response.status} to ${path}`);
    return response.json();
  };
  await control("/channels", { limit: carrierChannels });
  await control("/chaos", options.chaos);
  const pdf = new Blob([new Uint8Array(samplePdf([["Flood", "One page of text."]]))], {
    type: "application/pdf",
  });
  const close = async (): Promise<void> => {
    await laptop.close();
    rmSync(data, { recursive: true, force: true });
  };
  // A flood takes long, and is ended by hand at times: nothing of it may stay.
  const end = (): void => void close().finally(() => process.exit(1));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);
  return {
    laptop,
    send: async (to) => {
      const form = new FormData();
      form.set("to", to);
      form.set("contents", pdf, "page.pdf");
      const headers = { authorization: `Bearer ${apiKey}` };
      const response = await fetch(`${url}/v2/faxes`, { method: "POST", body: form, headers });
      if (response.status !== 202) throw new Error(`a fax was answered ${response.status}`);
      await response.arrayBuffer();
    },
    calls: async () => (await control("/calls")) as CallSeen[],
    ended: () => ended,
    close: async () => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, end);
      await close();
    },
  };
}

/** Ends in a line of figures: those delivered, and those failed of one class. */
function endsTold(line: string): number {
  const at = line.indexOf('{"_aws"');
  if (at < 0) return 0;
  const { Delivered = 0, Failed = 0 } = JSON.parse(line.slice(at)) as { Delivered?: number; Failed?: number };
  return Delivered + Failed;
}
