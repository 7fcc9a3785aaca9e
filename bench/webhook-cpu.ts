import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { bothBundles } from "./bundles.ts";
import type { Figure, Run } from "./figure.ts";
import { functionEnvironment } from "./function-environment.ts";
import { signingCarrier } from "../test/support/webhook-signing.ts";

/** CPU of one warm webhook event, over one Ed25519 check of the same bytes in the same process. */
export async function measureWebhookCpu({ isQuick }: Run): Promise<Figure[]> {
  const events = isQuick ? 1_000 : 4_000;
  const { ours, usual } = bothBundles();
  const queue = await startChild("queue-stub.ts", [], {});
  try {
    const url = `http://127.0.0.1:${queue.said}`;
    const one = (file: string) => measureOne(file, url, events);
    // In turns, and the quieter of two of each.
    const runs = [await one(ours("webhook").file), await one(usual("webhook").file)];
    runs.push(await one(ours("webhook").file), await one(usual("webhook").file));
    const [first, theirFirst, second, theirSecond] = runs as [Costs, Costs, Costs, Costs];
    const mine = first.eventUs / first.verifyUs < second.eventUs / second.verifyUs ? first : second;
    const theirs = theirFirst.eventUs < theirSecond.eventUs ? theirFirst : theirSecond;
    return [
      {
        name: "CPU of a webhook event",
        measured: mine.eventUs,
        baseline: mine.verifyUs,
        against: "one Ed25519 check",
        unit: "us",
        judged: "ratio",
        aim: 3,
        limit: 8,
        usual: (theirs.eventUs / theirs.verifyUs) * mine.verifyUs,
      },
    ];
  } finally {
    queue.child.kill();
  }
}

type Costs = { eventUs: number; verifyUs: number };

async function measureOne(file: string, queueUrl: string, events: number): Promise<Costs> {
  const carrier = signingCarrier();
  const body = JSON.stringify({
    data: { event_type: "fax.media.processed", payload: { to: "+13125550148" } },
  }).padEnd(1_200, " ");
  const { signature, timestamp } = carrier.signed(body, Date.now());
  const environment = functionEnvironment({
    EVENTS_QUEUE: `${queueUrl}/000000000000/events`,
    AWS_ENDPOINT_URL: queueUrl,
    CARRIER_PUBLIC_KEYS: carrier.publicKey,
  });
  const given = { file, body, signature, timestamp, events, publicKey: carrier.publicKey };
  const { child, said } = await startChild("webhook-process.ts", [JSON.stringify(given)], environment);
  child.kill();
  return JSON.parse(said) as Costs;
}

/** Starts a script of this folder; answers with the first line it says. */
function startChild(script: string, args: string[], env: Record<string, string>) {
  return new Promise<{ child: ChildProcess; said: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
      env: { ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("\n")) resolve({ child, said: said.trim() });
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code}`)));
  });
}
