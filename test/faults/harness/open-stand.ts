import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { laptopSettings, words } from "../../../bin/laptop/settings.ts";
import { fillTemplate } from "../../../local/fill-template.ts";
import { startCloud, type LocalCloud } from "../../../local/run.ts";
import { synthesise } from "../../../local/synth.ts";
import { startSimulator } from "../../../simulator/server.ts";
import { createDirector } from "./director.ts";
import { watchedThreads } from "./open-thread.ts";
import { createStepClock, type StepClock } from "./step-clock.ts";
import { watchedPool } from "./watched-pool.ts";

/** The laptop in memory, on a clock that is pushed, with a director over every call and message. */
export type Stand = {
  cloud: LocalCloud;
  clock: StepClock;
  director: ReturnType<typeof createDirector>;
  apiKey: string;
  carrier: { url: string; key: string };
  bucket: string;
  table: string;
  /** Gives a number the outcome of one in the simulator's table. */
  actLike: (number: string, like: string) => void;
  /** Other bundles in place of the template's own, from now on: by the function's name, and the folder of its own. */
  useBundles: (codeOf: CodeOf) => void;
  /** What functions and engines said, the latest lines. */
  said: string[];
  close: () => Promise<void>;
};

export type CodeOf = (fn: string, original: string) => string;

/** As few as the product allows by default: the lines before them are a part of what is tried. */
export const channels = 2;
/** The carrier would take many more: what we keep to is counted, not enforced there. */
const channelsAtCarrier = 50;
const connection = { id: "234423", from: "+13125790015" };
const carrierKey = "KEY-faults";
const mostLines = 200;

export async function openStand(): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), "fax-faults-"));
  const said: string[] = [];
  const log = (line: string) => {
    said.push(line);
    if (said.length > mostLines) said.shift();
  };
  const clock = createStepClock();
  const likes = new Map<string, string>();
  const simulator = await startSimulator({
    port: 0,
    clock,
    apiKey: carrierKey,
    connection: { id: connection.id, from: [connection.from], webhookUrl: "" },
    channels: channelsAtCarrier,
    actsLike: (to) => likes.get(to) ?? to,
    log,
  });
  const director = createDirector(clock);
  const started: { cloud?: LocalCloud } = {};
  const holdQueues = () => started.cloud?.sqs.time.hold(clock.now().getTime());
  let codeOf: CodeOf = (_fn, original) => original;
  const apiKey = `sfx_first.${randomBytes(32).toString("base64url")}`;
  const { mail, ...others } = laptopSettings(
    { connectionId: connection.id, from: connection.from },
    { channels, headerOff: "what arrives is compared byte for byte" },
  );
  // No digest: a sweep's calls must not hang on the hour at which the test runs.
  const { digestTo: _operator, ...mailDoor } = mail;
  const settings = { ...others, mail: mailDoor, maxFaxesPerDay: 1_000_000 };
  const assembly = fillTemplate(await synthesise(settings, log), join(folder, "template"), {
    [words.carrierBaseUrl]: simulator.apiBase,
    [words.carrierPublicKey]: simulator.publicKey,
  });
  const cloud = await startCloud({
    assembly,
    dataDirectory: undefined,
    apiPort: 0,
    smtpPort: 0,
    doorPort: 0,
    clock,
    parameters: { FirstApiKeySha256: createHash("sha256").update(apiKey).digest("hex") },
    log,
    seams: {
      openThread: watchedThreads(director, (fn, original) => codeOf(fn, original), folder),
      wrapPool: (pool) => watchedPool(pool, director, holdQueues),
    },
  });
  started.cloud = cloud;
  simulator.setWebhookUrl(`${cloud.apiUrl}/webhooks/telnyx`);
  cloud.parameters.put(cloud.outputs["CarrierKeyParameter"] ?? "", carrierKey);
  return {
    cloud,
    clock,
    director,
    apiKey,
    carrier: { url: simulator.url, key: carrierKey },
    bucket: cloud.outputs["Bucket"] ?? "",
    table: cloud.resource("FaxTable").physicalId,
    actLike: (number, like) => void likes.set(number, like),
    useBundles(chosen) {
      codeOf = chosen;
      cloud.coolDown();
    },
    said,
    async close() {
      await cloud.close();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
