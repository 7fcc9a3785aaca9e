import { createHash } from "node:crypto";
import { createClock, type Clock } from "../../local/clock.ts";
import { openDataFolder, type DataFolder } from "../../local/data-folder.ts";
import { fillTemplate } from "../../local/fill-template.ts";
import { openOutboxPage } from "../../local/outbox-page/server.ts";
import { startCloud, type LocalCloud } from "../../local/run.ts";
import { synthesise } from "../../local/synth.ts";
import { openCarrier } from "./carrier.ts";
import { drawFirstPage } from "./first-page.ts";
import type { LaptopCarrier } from "./laptop-carrier.ts";
import type { LaptopOptions } from "./options.ts";
import { laptopChannels, laptopSettings, words } from "./settings.ts";

/** A running laptop: what `--json` prints, and the means to look at it and to stop it. */
export type Laptop = {
  facts: {
    url: string;
    apiKey: string;
    webhookUrl: string;
    simulatorUrl: string | undefined;
    /** The one door of the engines. */
    doorUrl: string;
    /** The simulator's, so that `fax setup` and `fax doctor` can ask it; a real key is never written down. */
    carrierKey: string | undefined;
    smtpHost: string | undefined;
    smtpPort: number | undefined;
    /** Where a browser shows the mails that would leave. */
    outboxUrl: string;
    mailDomain: string;
    mailSenders: string[];
    dataDir: string;
    bucket: string;
    publicDoorPort: number | undefined;
    pid: number;
  };
  clock: Clock;
  cloud: LocalCloud;
  carrier: LaptopCarrier;
  close: () => Promise<void>;
};

export type LaptopHooks = {
  log: (line: string) => void;
  onInvocation?: NonNullable<Parameters<typeof startCloud>[0]["onInvocation"]>;
};

/** Starts carrier, engines and functions; answers when a fax can be sent. Leaves nothing behind if it fails. */
export async function startLaptop(options: LaptopOptions, hooks: LaptopHooks): Promise<Laptop> {
  const data = openDataFolder(options.data, options.fresh);
  const closers: (() => Promise<void> | void)[] = [() => data.release()];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    const clock = createClock(options.speed);
    const carrier = await openCarrier(options, clock, data, hooks.log);
    closers.push(() => carrier.close());
    const cloud = await openCloud(options, hooks, { clock, data, carrier });
    closers.push(() => cloud.close());
    await carrier.connect({ apiUrl: cloud.apiUrl, doorUrl: cloud.door.url });
    if (carrier.isKeyKnown) {
      cloud.parameters.put(cloud.outputs["CarrierKeyParameter"] ?? "", carrier.apiKey);
    }
    const outbox = await openOutboxPage(
      { outbox: cloud.outbox, drawPage: drawFirstPage, log: hooks.log },
      options.port === 0 ? 0 : 4030,
    );
    closers.push(() => outbox.close());
    const laptop: Laptop = { facts: factsOf(data, cloud, carrier, outbox.url), clock, cloud, carrier, close };
    data.announce(laptop.facts);
    return laptop;
  } catch (error) {
    await close();
    throw error;
  }
}

async function openCloud(
  options: LaptopOptions,
  hooks: LaptopHooks,
  { clock, data, carrier }: { clock: Clock; data: DataFolder; carrier: LaptopCarrier },
): Promise<LocalCloud> {
  const settings = laptopSettings(carrier.settings, {
    channels: channelsOf(options),
    maxFaxesPerDay: options.maxFaxesPerDay,
    headerOff: options.headerOff,
    office: options.office,
  });
  const assembly = await synthesise(settings, hooks.log);
  const any = options.port === 0;
  return startCloud({
    assembly: fillTemplate(assembly, data.file("template"), {
      [words.carrierBaseUrl]: carrier.baseUrl,
      [words.carrierPublicKey]: carrier.publicKey,
    }),
    dataDirectory: data.file("cloud"),
    apiPort: options.port ?? 4000,
    smtpPort: any ? 0 : 4025,
    doorPort: any ? 0 : 4010,
    clock,
    parameters: { FirstApiKeySha256: createHash("sha256").update(data.apiKey()).digest("hex") },
    log: hooks.log,
    ...(hooks.onInvocation ? { onInvocation: hooks.onInvocation } : {}),
  });
}

const channelsOf = ({ channels, carrier }: LaptopOptions): number =>
  channels ?? (carrier.kind === "simulator" ? laptopChannels : 2);

function factsOf(
  data: DataFolder,
  cloud: LocalCloud,
  carrier: LaptopCarrier,
  outboxUrl: string,
): Laptop["facts"] {
  const { mail } = laptopSettings(carrier.settings, {});
  return {
    url: cloud.apiUrl,
    apiKey: data.apiKey(),
    webhookUrl: `${carrier.publicUrl ?? cloud.apiUrl}/webhooks/telnyx`,
    simulatorUrl: carrier.simulatorUrl,
    doorUrl: cloud.door.url,
    carrierKey: carrier.simulatorUrl === undefined ? undefined : carrier.apiKey,
    smtpHost: cloud.smtp?.host,
    smtpPort: cloud.smtp?.port,
    outboxUrl,
    mailDomain: mail.domain,
    mailSenders: mail.allowedSenders,
    dataDir: data.path,
    bucket: cloud.outputs["Bucket"] ?? "",
    publicDoorPort: carrier.publicDoorPort,
    pid: process.pid,
  };
}
