import type { Clock } from "../../local/clock.ts";
import type { DataFolder } from "../../local/data-folder.ts";
import { startSimulator } from "../../simulator/server.ts";
import type { LaptopOptions } from "./options.ts";
import type { CarrierSettings } from "./settings.ts";
import { openTelnyx } from "./telnyx.ts";

/** The carrier of a run: the simulator, or the real one behind an outer door. */
export type LaptopCarrier = {
  settings: CarrierSettings;
  baseUrl: string;
  publicKey: string;
  apiKey: string;
  simulatorUrl: string | undefined;
  /** The tunnel's address and the port it must lead to, with the real carrier. */
  publicUrl: string | undefined;
  publicDoorPort: number | undefined;
  /** Tells the carrier (or the outer door) where the engines are, once they are up. */
  connect: (doors: { apiUrl: string; doorUrl: string }) => Promise<void>;
  close: () => Promise<void>;
};

const quickstart: CarrierSettings = { connectionId: "234423", from: "+13125790015" };
const simulatorKey = "KEY-laptop-simulator";

export async function openCarrier(
  options: LaptopOptions,
  clock: Clock,
  data: DataFolder,
  log: (line: string) => void,
): Promise<LaptopCarrier> {
  if (options.carrier.kind === "telnyx") return openTelnyx(options.carrier.publicUrl);
  const simulator = await startSimulator({
    port: options.port === 0 ? 0 : 4001,
    clock,
    apiKey: simulatorKey,
    connection: { id: quickstart.connectionId, from: [quickstart.from], webhookUrl: "" },
    stateFile: data.file("simulator.json"),
    log,
  });
  return {
    settings: quickstart,
    baseUrl: simulator.apiBase,
    publicKey: simulator.publicKey,
    apiKey: simulatorKey,
    simulatorUrl: simulator.url,
    publicUrl: undefined,
    publicDoorPort: undefined,
    connect: async ({ apiUrl }) => simulator.setWebhookUrl(`${apiUrl}/webhooks/telnyx`),
    close: () => simulator.close(),
  };
}
