import { spawn } from "node:child_process";
import { bothBundles } from "./bundles.ts";
import { median, type Figure, type Run } from "./figure.ts";
import { functionEnvironment } from "./function-environment.ts";

/** Loads the module that the last argument names, as Lambda would, and says so. */
const loader = `const m=process.argv[1],say=()=>require("node:fs").writeSync(1,"ready");
if(m?.endsWith(".mjs"))import(m).then(say);else{if(m)require(m);say()}`;

/** Milliseconds from the start of a process to the moment a function's module is ready, over an empty Node's. */
export async function measureStart({ isQuick }: Run): Promise<Figure[]> {
  const rounds = isQuick ? 7 : 31;
  const { ours, usual } = bothBundles();
  const subjects = {
    empty: undefined,
    webhook: ours("webhook").file,
    api: ours("api").file,
    usualWebhook: usual("webhook").file,
    usualApi: usual("api").file,
  };
  const names = Object.keys(subjects) as (keyof typeof subjects)[];
  const times = { empty: [], webhook: [], api: [], usualWebhook: [], usualApi: [] } as Record<
    keyof typeof subjects,
    number[]
  >;
  for (let round = -1; round < rounds; round++) {
    // In turns, so that what else the machine does meets all alike; the first round fills the disk's cache.
    for (const name of names) {
      const ms = await readyAfter(subjects[name]);
      if (round >= 0) times[name].push(ms);
    }
  }
  const at = (name: keyof typeof subjects) => median(times[name]);
  const figure = (name: string, ours: number, theirs: number, aim: number): Figure => ({
    name: `start of ${name}`,
    measured: ours,
    baseline: at("empty"),
    against: "empty Node",
    unit: "ms",
    judged: "ratio",
    aim,
    limit: 2.1,
    usual: theirs,
  });
  return [
    figure("webhook", at("webhook"), at("usualWebhook"), 1.2),
    figure("api", at("api"), at("usualApi"), 1.35),
  ];
}

function readyAfter(file: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, ["-e", loader, ...(file ? [file] : [])], {
      env: functionEnvironment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let ready: number | undefined;
    child.stdout.once("data", () => (ready = performance.now() - begun));
    child.once("error", reject);
    child.once("close", () =>
      ready === undefined ? reject(new Error(`${file ?? "an empty Node"} did not start`)) : resolve(ready),
    );
  });
}
