import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLaptop, type Laptop } from "../bin/laptop/start.ts";
import { samplePdf } from "../local/sample-document.ts";

export type FaxSeen = {
  id: string;
  status: string;
  events: { event: string; occurred_at: string }[];
};

export type BenchLaptop = {
  cloud: Laptop["cloud"];
  /** Accepts a fax of one page that is sent along; answers its id. */
  send: (to: string) => Promise<string>;
  fax: (id: string) => Promise<FaxSeen>;
  /** A request that needs no function's work: through the gateway, an invocation, and back. */
  empty: () => Promise<void>;
  /** Told when an invocation has ended. */
  onInvocation: (listener: (functionName: string) => void) => void;
  close: () => Promise<void>;
};

/**
 * Memory that looks like a disk, where there is one: the laptop makes each write durable, and how long a disk takes
 * for that says nothing of us.
 */
const memoryFolder = "/dev/shm";

/** The laptop as `npm start` runs it, on a clock that runs as real time does, in an empty folder of its own. */
export async function openBenchLaptop(): Promise<BenchLaptop> {
  const data = mkdtempSync(join(existsSync(memoryFolder) ? memoryFolder : tmpdir(), "fax-bench-"));
  const listeners: ((functionName: string) => void)[] = [];
  const settings = { json: false, demo: false, sample: false, fresh: false, data, port: 0, speed: 1 };
  const laptop = await startLaptop(
    { ...settings, carrier: { kind: "simulator" } },
    {
      log: () => undefined,
      onInvocation: ({ functionName }) => listeners.forEach((listener) => listener(functionName)),
    },
  );
  const { url, apiKey } = laptop.facts;
  const pdf = samplePdf([["Bench", "One page of text."]]);

  async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const body = (await response.json()) as { data: T };
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return body.data;
  }
  return {
    cloud: laptop.cloud,
    send: async (to) => {
      const form = new FormData();
      form.set("to", to);
      form.set("contents", new Blob([new Uint8Array(pdf)], { type: "application/pdf" }), "page.pdf");
      return (await ask<{ id: string }>("/v2/faxes", { method: "POST", body: form })).id;
    },
    fax: (id) => ask<FaxSeen>(`/v2/faxes/${id}`),
    empty: async () => void (await (await fetch(`${url}/docs`)).arrayBuffer()),
    onInvocation: (listener) => void listeners.push(listener),
    close: async () => {
      await laptop.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
