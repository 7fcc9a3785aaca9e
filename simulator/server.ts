import { createServer } from "node:http";
import { emptyAccount, followLaptop, readyAccount } from "./account/account.ts";
import { createCarrier } from "./carrier.ts";
import { createChaos } from "./chaos.ts";
import { createGuard } from "./http/guard.ts";
import { serve } from "./http/incoming-http.ts";
import { listen, stopListening } from "./http/listen.ts";
import { defaultFlavour, type SimulatorOptions } from "./options.ts";
import { loadSigningKey, publicKeyOf } from "./webhooks/signature.ts";
import { openStore } from "./store.ts";

export type { Flavour, SimulatorClock, SimulatorOptions } from "./options.ts";

export type Simulator = {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** `url` + `/v2` */
  apiBase: string;
  /** Base64 of the 32 raw bytes, as the carrier's portal shows it. */
  publicKey: string;
  /** Ends what is under way; open faxes go on at the next start if there is a state file. */
  close(): Promise<void>;
  /** Leads applications without a webhook URL, and those that lead to a laptop's earlier port, here. */
  setWebhookUrl(url: string): void;
};

/** Starts a carrier on loopback. Throws where the state file is unreadable or no port is free. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, stateFile, log = () => undefined } = options;
  const { connection } = options;
  const store = await openStore(stateFile, log, {
    account:
      options.account === "empty" ? emptyAccount() : readyAccount(connection, clock.now().toISOString()),
    channelLimit: options.channels,
  });
  const setWebhookUrl = (webhookUrl: string) => {
    followLaptop(store.account, webhookUrl);
    store.changed();
  };
  if (connection.webhookUrl !== "") setWebhookUrl(connection.webhookUrl);
  const signingKey = options.signingKey ?? (await loadSigningKey(stateFile && `${stateFile}.key.pem`));
  let url = "";
  const carrier = createCarrier({
    clock,
    store,
    signingKey,
    connection,
    log,
    flavour: { ...defaultFlavour, ...options.flavour },
    ...(options.actsLike ? { actsLike: options.actsLike } : {}),
    chaos: createChaos(options.chaos),
    documentFolder: stateFile && `${stateFile}.documents`,
    baseUrl: () => url,
  });
  const guard = createGuard(options.apiKey);
  const server = createServer(
    (request, response) => void serve(carrier.routes, guard, request, response, log),
  );
  url = `http://127.0.0.1:${await listen(server, options.port)}`;
  carrier.resume();

  return {
    url,
    apiBase: `${url}/v2`,
    publicKey: publicKeyOf(signingKey),
    setWebhookUrl,
    async close() {
      const portIsFree = stopListening(server);
      await carrier.stop();
      await portIsFree;
      await store.close();
    },
  };
}
