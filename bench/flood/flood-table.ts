import type { FloodResult } from "./run-flood.ts";

/** Requests per fax may differ by so much between a small flood and a large one. */
const mostGrowth = 0.05;

const engines = ["dynamodb", "s3", "sqs"] as const;

/** All floods side by side, as a table in Markdown. */
export function tableOfFloods(results: FloodResult[]): string {
  const row = (name: string, cell: (result: FloodResult) => string | number): string =>
    `| ${[name, ...results.map((result) => String(cell(result)))].join(" | ")} |`;
  const perFax = (result: FloodResult, engine: string) => (result.perFax[engine] ?? 0).toFixed(2);
  return [
    row("flood", ({ size }) => `${size.faxes} faxes, ${size.numbers} numbers, ${size.channels} channels`),
    `| ${["---", ...results.map(() => "---")].join(" | ")} |`,
    row("ended", ({ state }) => listed(state.statuses)),
    row("calls", ({ calls }) => calls),
    row("most calls at once", (result) => result.mostAtOnce),
    row("most calls at once to one number", (result) => result.mostToOneNumber),
    row("left over: lanes, calls, places in line", ({ state }) =>
      [state.lanesHeld, state.callsNamed, state.inLine].join(", "),
    ),
    row("seconds, and of the clock", ({ seconds, clockSeconds }) =>
      [seconds, clockSeconds].map((each) => each.toFixed(0)).join(", "),
    ),
    row("faxes a second", ({ size, seconds }) => (size.faxes / seconds).toFixed(1)),
    ...engines.map((engine) => row(`${engine} requests of a fax`, (result) => perFax(result, engine))),
    row("sqs messages of a fax", ({ messagesPerFax }) => messagesPerFax.toFixed(2)),
    row("requests of the sweep", ({ sweepRequests }) => sweepRequests),
    row("repeated for a transaction conflict", (result) => answers(result, /TransactionConflict/)),
    row("repeated by the SDK", (result) => answers(result, /Throttl|Internal|Exceeded|Unavailable/)),
    row("lost races (a condition failed)", (result) => answers(result, /ConditionalCheckFailed/)),
    row("cores used, and of them the main thread", ({ cores, mainThread }) =>
      [cores, mainThread].map((each) => each.toFixed(2)).join(", "),
    ),
  ].join("\n");
}

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .sort()
    .join(", ");

const answers = ({ refusals }: FloodResult, code: RegExp): number =>
  refusals.filter((refusal) => code.test(refusal.code)).reduce((sum, each) => sum + each.answers, 0);

/** Requests of a fax by function and operation, and what DynamoDB refused how often in all. */
export const detailsOf = ({ size, details, refusals }: FloodResult): string =>
  [
    `${size.faxes} faxes`,
    ...Object.entries(details)
      .sort()
      .map(([name, count]) => `${count.toFixed(2).padStart(8)} ${name}`),
    ...refusals.map(({ operation, code, answers }) => `${String(answers).padStart(8)} ${operation} ${code}`),
  ].join("\n");

/** What a flood must not show, one sentence each. */
export function faultsOf(result: FloodResult): string[] {
  const { size, state, open } = result;
  const name = `${size.faxes} faxes:`;
  return [
    ...(open > 0 ? [`${name} ${open} have not ended (${listed(state.statuses)})`] : []),
    ...(result.mostToOneNumber > 1 ? [`${name} ${result.mostToOneNumber} calls at once to one number`] : []),
    ...(result.mostAtOnce > size.channels ? [`${name} ${result.mostAtOnce} calls at once`] : []),
    ...(state.lanesHeld + state.callsNamed > 0
      ? [`${name} ${state.lanesHeld} lanes and ${state.callsNamed} channels are still held`]
      : []),
  ];
}

/**
 * Work per fax that is not the same in the first flood and the last. Messages are held against each other in both
 * directions, and so are requests; only those to SQS may fall: many faxes at once fill the batches of the stream.
 */
export function growthOf(results: FloodResult[]): string[] {
  const [small, large] = [results[0], results.at(-1)];
  if (!small || !large || small === large) return [];
  const compared = (what: string, before: number, after: number, mayFall = false): string[] => {
    const growth = (after - before) / before;
    const told = `${what} of a fax: ${before.toFixed(2)}, then ${after.toFixed(2)} (${(growth * 100).toFixed(1)} %)`;
    return growth > mostGrowth || (growth < -mostGrowth && !mayFall) ? [told] : [];
  };
  return [
    ...engines.flatMap((engine) =>
      compared(`${engine} requests`, small.perFax[engine] ?? 0, large.perFax[engine] ?? 0, engine === "sqs"),
    ),
    ...compared("sqs messages", small.messagesPerFax, large.messagesPerFax),
  ];
}
