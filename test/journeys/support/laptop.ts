import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { switchPlant } from "../../../bin/plant/switch.ts";
import { plants } from "../../../bin/plant/table.ts";
import type { OfficeRule } from "../../../core/documents/office.ts";
import { startLaptop, type Laptop } from "../../../bin/laptop/start.ts";

export type Journey = Laptop & {
  /** Everything the functions and engines said, line by line. */
  said: string[];
  call: (path: string, init?: RequestInit) => Promise<{ status: number; body: any; headers: Headers }>;
  control: (path: string, body?: object) => Promise<any>;
  /** Waits until `look` answers something; fails with the last refusal of the door, if there was one. */
  until: <T>(what: string, look: () => Promise<T | undefined>, timeoutMs?: number) => Promise<T>;
  /** Waits until the fax has one of these statuses. */
  fax: (id: string, ...statuses: string[]) => Promise<any>;
  end: () => Promise<void>;
};

/** The laptop as `npm start` runs it, in this process, on free ports and a fast clock, with an empty folder. */
export async function openJourney(
  options: {
    speed?: number;
    data?: string;
    account?: "ready" | "empty";
    channels?: number;
    maxFaxesPerDay?: number;
    headerOff?: string;
    office?: OfficeRule;
  } = {},
): Promise<Journey> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "fax-journey-"));
  const said: string[] = [];
  const laptop = await startLaptop(
    {
      json: false,
      demo: false,
      sample: false,
      fresh: false,
      data,
      port: 0,
      speed: options.speed ?? 20,
      carrier: { kind: "simulator" },
      account: options.account ?? "ready",
      // The same on machines with and without LibreOffice.
      office: options.office ?? "off",
      ...(options.channels === undefined ? {} : { channels: options.channels }),
      ...(options.maxFaxesPerDay === undefined ? {} : { maxFaxesPerDay: options.maxFaxesPerDay }),
      ...(options.headerOff === undefined ? {} : { headerOff: options.headerOff }),
    },
    { log: (line) => said.push(line) },
  );
  await plantAsAsked(laptop);
  const { url, apiKey, simulatorUrl } = laptop.facts;

  const call: Journey["call"] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${apiKey}`);
    if (typeof init.body === "string" && !headers.has("content-type")) {
      headers.set("content-type", "application/json");
    }
    const response = await fetch(`${url}${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, body: text ? parsed(text) : undefined, headers: response.headers };
  };
  const control: Journey["control"] = async (path, body) => {
    const response = await fetch(`${simulatorUrl}/_control${path}`, {
      ...(body
        ? { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }
        : {}),
    });
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const until: Journey["until"] = async (what, look, timeoutMs = 25_000) => {
    const refused = laptop.cloud.door.denials.length;
    const end = performance.now() + timeoutMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      const denial = laptop.cloud.door.denials[refused];
      if (denial) {
        throw new Error(`AccessDenied: ${denial.principal} may not ${denial.action} on ${denial.resource}`);
      }
      if (performance.now() > end)
        throw new Error(`${what} did not happen; last said: ${said.slice(-8).join("\n")}`);
      await wait(40);
    }
  };
  const fax: Journey["fax"] = (id, ...statuses) =>
    until(`fax ${id} to be ${statuses.join(" or ")}`, async () => {
      const { body } = await call(`/v2/faxes/${id}`);
      return statuses.includes(body?.data?.status) ? body.data : undefined;
    });
  const end = async () => {
    await laptop.close();
    if (options.data === undefined) rmSync(data, { recursive: true, force: true });
  };
  return { ...laptop, said, call, control, until, fax, end };
}

/** `npm run plant` has the running stand-ins tell a lie that these very journeys must notice. */
async function plantAsAsked({ facts }: Laptop): Promise<void> {
  const asked = process.env["FAX_PLANT"];
  if (!asked) return;
  const plant = plants.find(({ name }) => name === asked);
  if (!plant) throw new Error(`there is no fault ${asked} to plant`);
  await switchPlant(plant, true, facts);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
