import { Duration, type Stack } from "aws-cdk-lib";
import { Dashboard, GraphWidget, SingleValueWidget, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { failureClasses } from "../core/failure-classes.ts";
import { metrics, type MetricName } from "../core/metrics.ts";
import { figureOf } from "./figure-alarms.ts";

const width = 8;

/** What an operator looks at first: do faxes arrive, does anything wait, does anything need me. */
export function buildDashboard(stack: Stack, deadLetters: IMetric[]): void {
  const sum = (name: MetricName) => figureOf(stack.stackName, name);
  const level = (name: MetricName) => figureOf(stack.stackName, name, { statistic: "Maximum" });
  const average = (name: MetricName) => figureOf(stack.stackName, name, { statistic: "Average" });
  const byClass = failureClasses.map((failureClass) => figureOf(stack.stackName, "Failed", { failureClass }));
  new Dashboard(stack, "Dashboard", {
    defaultInterval: Duration.days(1),
    widgets: [
      [
        figuresNow([sum("Delivered"), sum("Redials"), average("FailedShare")], "The last day"),
        figuresNow(
          [level("InProgress"), level("OldestWaiting"), level("Breaker")],
          "Highest of the last day",
        ),
        figuresNow(
          (["Unknowns", "StrayCalls", "Contradictions", "RefusedWebhooks"] as const).map(sum),
          "To be looked into",
        ),
      ],
      [
        graph("Ended", [sum("Delivered"), sum("Redials")]),
        graph("Failed, by class", byClass, true),
        graph(sentence("FailedShare"), [average("FailedShare")]),
      ],
      [
        graph(sentence("InProgress"), [level("InProgress")]),
        graph(sentence("OldestWaiting"), [level("OldestWaiting")]),
        graph("For an operator", [
          level("Breaker"),
          level("UnknownsUnresolved"),
          sum("ConfigurationFailures"),
          sum("SweepRepairs"),
        ]),
      ],
      [graph("Messages given up", deadLetters, true)],
    ],
  });
}

const sentence = (name: MetricName): string => {
  const { tells } = metrics[name];
  return `${tells.charAt(0).toUpperCase()}${tells.slice(1)}`;
};

const figuresNow = (shown: IMetric[], title: string): SingleValueWidget =>
  new SingleValueWidget({ title, metrics: shown, width, height: 4, setPeriodToTimeRange: true });

const graph = (title: string, left: IMetric[], stacked = false): GraphWidget =>
  new GraphWidget({ title, left, stacked, width, height: 6, leftYAxis: { min: 0 } });
