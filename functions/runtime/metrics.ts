import type { FailureClass } from "../../core/failure-classes.ts";
import {
  figuresOfWord,
  metricNamespace,
  metrics,
  type Figures,
  type MetricName,
} from "../../core/metrics.ts";
import { stackName } from "./env.ts";

/**
 * Tells figures in CloudWatch's embedded metric format: a line of the log becomes metrics, without a request. Only
 * figures, the stack and a failure's class are in it: never an id or a number (P9).
 */
export function writeFigures(figures: Figures, failureClass?: FailureClass): void {
  const names = Object.keys(figures) as MetricName[];
  if (names.length === 0) return;
  const directive = {
    Namespace: metricNamespace,
    Dimensions: [failureClass === undefined ? ["Stack"] : ["Stack", "Class"]],
    Metrics: names.map((name) => ({ Name: name, Unit: metrics[name].unit })),
  };
  const line = {
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
    Stack: stackName(),
    ...(failureClass === undefined ? {} : { Class: failureClass }),
    ...figures,
  };
  // Lambda puts a time and an id before what goes through `console`, and the format takes bare JSON only.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Counts a word of the log, where it is one that is counted. */
export const countWord = (word: string): void => writeFigures(figuresOfWord(word));
