import { laptopChannels } from "./settings.ts";
import type { Clock } from "../../local/clock.ts";
import type { DataFolder } from "../../local/data-folder.ts";
import { readFlavour } from "../../simulator/flavours.ts";
import { startSimulator } from "../../simulator/server.ts";
import type { LaptopCarrier } from "./laptop-carrier.ts";
import type { LaptopOptions } from "./options.ts";
import type { CarrierSettings } from "./settings.ts";
import { openTelnyx } from "./telnyx.ts";

const quickstart: CarrierSettings = { connectionId: "234423", from: "+13125790015" };
const simulatorKey = "KEY-laptop-simulator";

export async function openCarrier(
  options: LaptopOptions,
  clock: Clock,
  data: DataFolder,
  log: (line: string) => void,
): Promise<LaptopCarrier> {
  if (options.carrier.kind === "telnyx") return openTelnyx(options.carrier.publicUrl);
  const { account = "ready" } = options;
  const simulator = await startSimulator({
    port: options.port === 0 ? 0 : 4001,
    clock,
    apiKey: simulatorKey,
    connection: { id: quickstart.connectionId, from: [quickstart.from], webhookUrl: "" },
    account,
    flavour: readFlavour(process.env["SIM_FLAVOUR"] ?? ""),
    channels: laptopChannels,
    stateFile: data.file("simulator.json"),
    log,
  });
  return {
    settings: quickstart,
    baseUrl: simulator.apiBase,
    publicKey: simulator.publicKey,
    apiKey: simulatorKey,
    isKeyKnown: account === "ready",
    simulatorUrl: simulator.url,
    publicUrl: undefined,
    publicDoorPort: undefined,
    connect: async ({ apiUrl }) => simulator.setWebhookUrl(`${apiUrl}/webhooks/telnyx`),
    close: () => simulator.close(),
  };
}
