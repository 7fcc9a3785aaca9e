import { openApiServer } from "./cloud/api-server.ts";
import type { Census } from "./cloud/census.ts";
import { layGround } from "./cloud/ground.ts";
import type { OpenThread } from "./cloud/lambda/environment.ts";
import type { InvocationReport, Pool } from "./cloud/lambda/pool.ts";
import { openFunctions } from "./cloud/open-functions.ts";
import type { Closers, Engines } from "./cloud/start-engines.ts";
import type { Clock } from "./clock.ts";
import type { Door } from "./door/server.ts";

export { TemplateRefusal } from "./cloud/template/refusal.ts";

export type LocalOptions = {
  /** what `cdk synth` wrote */
  assembly: string;
  /** where state is kept; undefined: nowhere */
  dataDirectory: string | undefined;
  /** 0: any free port; a taken one is followed by the next free one */
  apiPort: number;
  smtpPort: number;
  doorPort: number;
  clock: Clock;
  /** values of the template's parameters */
  parameters: Record<string, string>;
  /** takes one line for a person, without secrets */
  log: (line: string) => void;
  onInvocation?: (event: InvocationReport) => void;
  /** What a harness puts in place of a function's thread, and between the sources and the functions. */
  seams?: { openThread?: OpenThread; wrapPool?: (pool: Pool) => Pool };
};

export type LocalCloud = {
  apiUrl: string;
  /** undefined when the template takes no mail */
  smtp: { host: string; port: number } | undefined;
  /** the stack's outputs */
  outputs: Record<string, string>;
  door: Door;
  s3: Engines["s3"];
  sqs: Engines["sqs"];
  dynamodb: Engines["dynamodb"];
  scheduler: Engines["scheduler"];
  /** Mail that SES was given; nothing of it leaves. */
  outbox: Engines["outbox"];
  /** What was put on the template's buses. */
  eventBuses: Engines["eventBuses"];
  /** secrets by name: what SSM holds on AWS */
  parameters: Engines["parameters"];
  /** The one resource whose logical id is this, with or without CDK's hash, or begins so. */
  resource(logicalIdPrefix: string): { logicalId: string; physicalId: string; arn: string };
  /** the next invocation of each function is a cold start */
  coolDown(): void;
  /** how much is stored now */
  census(): Promise<Census>;
  /** waits until nothing happens any more, looking every `lookEveryMs` (15); throws after `timeoutMs` (20 s) */
  idle(timeoutMs?: number, lookEveryMs?: number): Promise<void>;
  /** leaves no process, thread, timer or port behind */
  close(): Promise<void>;
};

/**
 * Runs a synthesised stack on this machine.
 * @throws TemplateRefusal with one sentence when the template holds what the laptop cannot run, or
 *   lacks a permission that AWS would ask for.
 */
export async function startCloud(options: LocalOptions): Promise<LocalCloud> {
  const closers: Closers = [];
  const close = async () => {
    const problems: unknown[] = [];
    // One that cannot close must not keep the others open.
    for (const step of closers.splice(0).reverse()) {
      await Promise.resolve()
        .then(step)
        .catch((problem: unknown) => problems.push(problem));
    }
    if (problems.length > 0)
      throw new AggregateError(problems, `The laptop did not close: ${String(problems[0])}`);
  };
  try {
    const api = await openApiServer(options.apiPort, closers);
    const ground = await layGround(options, api, closers);
    return { ...(await openFunctions(options, api, ground, closers)), close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
