import { apiClient } from "./laptop/api-client.ts";
import { banner } from "./laptop/banner.ts";
import { runDemo } from "./laptop/demo.ts";
import { UsageError, readOptions, usage, type LaptopOptions } from "./laptop/options.ts";
import { follow, sendSample } from "./laptop/sample.ts";
import { startLaptop, type Laptop } from "./laptop/start.ts";

/** The whole product on this machine: `npm start`, and `npm run demo`. */
const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(usage);
  process.exit(0);
}

let laptop: Laptop | undefined;
let isStopping = false;

async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await laptop?.close();
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

// npm may be killed without a word: whoever loses its parent goes too.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void stop(0);
}, 500).unref();

async function main(options: LaptopOptions): Promise<void> {
  const say = (line: string) => (options.json ? console.error(line) : console.log(line));
  laptop = await startLaptop(options, { log: (line) => console.error(line) });
  if (options.demo) {
    await stop((await runDemo(laptop, say)) ? 0 : 1);
    return;
  }
  say(banner(laptop));
  if (options.json) console.log(JSON.stringify(laptop.facts));
  if (!options.sample || options.carrier.kind === "telnyx" || !laptop.carrier.isKeyKnown) return;
  const { url, apiKey } = laptop.facts;
  const api = apiClient(url, apiKey);
  say("Sending a sample fax through the simulator:");
  const fax = await follow(api, (await sendSample(api)).id, (line) => say(`  ${line}`), 60_000);
  say(`The sample fax ${fax.id} is ${fax.status}.`);
}

try {
  await main(readOptions(args));
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (!isStopping) console.error(`It could not start: ${(error as Error).message}`);
  await stop(error instanceof UsageError ? 2 : 1);
}
