import { parseArgs } from "node:util";
import { officeRules, type OfficeRule } from "../../core/documents/office.ts";

export type LaptopOptions = {
  json: boolean;
  demo: boolean;
  sample: boolean;
  fresh: boolean;
  data: string | undefined;
  /** The API's port; undefined takes 4000 or the next free one, and 0 any free port for everything. */
  port: number | undefined;
  speed: number;
  carrier: { kind: "simulator" } | { kind: "telnyx"; publicUrl: string };
  /** What a new account at the simulator holds; `empty` also leaves its key to `fax setup`. */
  account?: "ready" | "empty";
  /** Calls at once; what the simulator's account allows, or two with the real carrier, if absent. */
  channels?: number;
  /** Faxes a day, where a run needs more than the settings' own limit. */
  maxFaxesPerDay?: number;
  /** Why pages get no header lines, where a run wants them as they came. */
  headerOff?: string;
  /** What becomes of office documents; with LibreOffice where it is installed, if absent. */
  office?: OfficeRule;
};

/** A word on the command line that cannot be used; the message says what can. */
export class UsageError extends Error {}

export const usage = `Runs the whole product on this machine.

  npm start -- [options]
  --json           print one JSON line on stdout when ready, everything else on stderr
  --port N         port of the API (default 4000, or the next free one; 0 = any free port)
  --data DIR       where faxes are kept (default .local)
  --fresh          forget what was kept
  --speed N        let time run N times as fast (default 1)
  --no-sample      do not send the sample fax
  --office RULE    office documents: off, carrier or libreoffice (default libreoffice where it is
                   installed, else off)
  --empty-account  begin with nothing at the carrier and without its key, as a new user does;
                   \`fax setup\` makes it ready (an account that was kept stays: add --fresh)
  --carrier telnyx --public-url URL
                   use the real carrier; URL is a tunnel to the outer door that this prints
                   (needs TELNYX_API_KEY, TELNYX_PUBLIC_KEY, TELNYX_CONNECTION_ID and TELNYX_FROM)`;

export function readOptions(args: string[]): LaptopOptions {
  const { values } = parse(args);
  const speed = Number(values.speed ?? "1");
  if (!(speed >= 0.1 && speed <= 1000)) throw new UsageError("--speed takes a number from 0.1 to 1000.");
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new UsageError("--port takes a port number, or 0 for any free one.");
  }
  const carrier = readCarrier(values.carrier, values["public-url"]);
  const isEmpty = values["empty-account"] ?? false;
  if (isEmpty && (carrier.kind === "telnyx" || values.demo)) {
    throw new UsageError("--empty-account goes with the simulator only, and not with --demo.");
  }
  return {
    json: values.json ?? false,
    demo: values.demo ?? false,
    sample: !(values["no-sample"] ?? false),
    fresh: values.fresh ?? false,
    data: values.data,
    port,
    speed,
    carrier,
    account: isEmpty ? "empty" : "ready",
    ...(values.office === undefined ? {} : { office: readOffice(values.office) }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        json: { type: "boolean" },
        demo: { type: "boolean" },
        fresh: { type: "boolean" },
        "empty-account": { type: "boolean" },
        "no-sample": { type: "boolean" },
        data: { type: "string" },
        port: { type: "string" },
        speed: { type: "string" },
        office: { type: "string" },
        carrier: { type: "string" },
        "public-url": { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readOffice(given: string): OfficeRule {
  const rule = officeRules.find((one) => one === given);
  if (!rule) throw new UsageError(`--office takes ${officeRules.join(", ")}.`);
  return rule;
}

function readCarrier(carrier = "simulator", publicUrl?: string): LaptopOptions["carrier"] {
  if (carrier === "simulator") return { kind: "simulator" };
  if (carrier !== "telnyx") throw new UsageError("--carrier takes simulator or telnyx.");
  if (!publicUrl || !URL.canParse(publicUrl) || new URL(publicUrl).protocol !== "https:") {
    throw new UsageError(
      "--carrier telnyx needs --public-url https://...: the carrier must reach this machine.",
    );
  }
  return { kind: "telnyx", publicUrl: new URL(publicUrl).origin };
}
