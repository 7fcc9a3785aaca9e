import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failureClasses } from "../../core/failure-classes.ts";
import { metricNamespace, metrics } from "../../core/metrics.ts";
import { figureAlarms } from "../../lib/figure-alarms.ts";
import { fullEnvironment, fullSettings } from "../support/full-settings.ts";
import { ofType, synthStack, type Resource } from "../support/synth-stack.ts";

const template = synthStack(fullSettings, fullEnvironment);
const alarms = ofType(template, "AWS::CloudWatch::Alarm");
const runbook = readFileSync(join(import.meta.dirname, "../../docs/runbook.md"), "utf8");
const deploy = readFileSync(join(import.meta.dirname, "../../docs/deploy.md"), "utf8");
const property = (resource: Resource, name: string): any => resource.Properties?.[name];

/** What the runbook says under a heading. */
const chapter = (heading: string): string =>
  runbook.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";

describe("every alarm", () => {
  it("has a severity, and a heading in the runbook with description, investigation and resolution", () => {
    const headings = alarms.map(([id, alarm]) => {
      const [, heading = ""] =
        /^\[(?:high|low)\] (.+): see docs\/runbook\.md, "\1"\.$/.exec(property(alarm, "AlarmDescription")) ??
        [];
      expect(heading, id).not.toBe("");
      const words = [...chapter(heading).matchAll(/^\*\*(\w+)\.\*\*/gm)].map((match) => match[1]);
      expect(words, heading).toEqual(["Description", "Investigation", "Resolution"]);
      return heading;
    });
    expect(new Set(headings).size).toBe(alarms.length);
    expect(headings).toEqual(expect.arrayContaining(figureAlarms.map(({ heading }) => heading)));
  });

  it("is quiet where nothing is told: an idle installation tells nothing", () => {
    for (const [id, alarm] of alarms) expect(property(alarm, "TreatMissingData"), id).toBe("notBreaching");
  });

  it("on a figure of ours watches one that the functions tell, of this very stack", () => {
    const ours = alarms.filter(([, alarm]) => property(alarm, "Namespace") === metricNamespace);
    expect(ours).toHaveLength(figureAlarms.length);
    for (const [id, alarm] of ours) {
      expect(Object.keys(metrics), id).toContain(property(alarm, "MetricName"));
      expect(property(alarm, "Dimensions"), id).toEqual([{ Name: "Stack", Value: "ServerlessFax" }]);
    }
    for (const [id, fn] of ofType(template, "AWS::Lambda::Function")) {
      expect(property(fn, "Environment").Variables.STACK, id).toBe("ServerlessFax");
    }
  });

  it("tells the operator by mail", () => {
    for (const [id, alarm] of alarms) expect(property(alarm, "AlarmActions"), id).toHaveLength(1);
  });
});

describe("the dashboard", () => {
  const [[, dashboard] = ["", undefined]] = ofType(template, "AWS::CloudWatch::Dashboard");
  /** The body with references written out, so that it is JSON. */
  const body = JSON.parse(
    (property(dashboard ?? { Type: "" }, "DashboardBody")["Fn::Join"][1] as unknown[])
      .map((part) => (typeof part === "string" ? part : "x"))
      .join(""),
  );
  const shown: unknown[][] = body.widgets.flatMap((widget: any) => widget.properties.metrics);

  it("shows only figures that there are, and every one of them", () => {
    const ours = shown.filter(([namespace]) => namespace === metricNamespace);
    for (const [, name, ...dimensions] of ours) {
      expect(Object.keys(metrics)).toContain(name);
      expect(dimensions).toEqual(expect.arrayContaining(["Stack", "ServerlessFax"]));
    }
    expect([...new Set(ours.map(([, name]) => name))].sort()).toEqual(Object.keys(metrics).sort());
    const classes = ours.flatMap((line) => (line[1] === "Failed" ? [line[line.indexOf("Class") + 1]] : []));
    expect(classes).toEqual([...failureClasses]);
  });

  it("shows every dead-letter queue, and no more than what is free", () => {
    const queues = shown.filter(([namespace]) => namespace === "AWS/SQS");
    expect(queues).toHaveLength(ofType(template, "AWS::SQS::Queue").length / 2);
    expect(shown.length).toBeLessThanOrEqual(50);
  });

  it("can be left out", () => {
    const without = synthStack({ ...fullSettings, dashboard: false }, fullEnvironment);
    expect(ofType(without, "AWS::CloudWatch::Dashboard")).toEqual([]);
  });
});

describe("nothing of ours runs while nothing happens: the idle bill", () => {
  // List prices of us-east-1 and the allowances that are free for ever, as docs/deploy.md reckons.
  const receivesPerMapping = 650_000;
  const mappings = ofType(template, "AWS::Lambda::EventSourceMapping").filter(
    ([, mapping]) => property(mapping, "StartingPosition") === undefined,
  );
  const polls = ((mappings.length * receivesPerMapping - 1_000_000) / 1_000_000) * 0.4;
  const watch = Math.max(0, alarms.length - 10) * 0.1;
  const sum = polls + watch + 0.02 + 0.1;

  it("stays under three dollars a month with everything on, and is the one that docs/deploy.md shows", () => {
    expect(sum).toBeLessThan(3);
    const row = (item: string) => deploy.split("\n").find((line) => line.startsWith(`| ${item} `)) ?? "";
    expect(row("SQS polls")).toContain(`${mappings.length} mappings`);
    expect(row("SQS polls")).toContain(polls.toFixed(2));
    expect(row("alarms")).toContain(`${alarms.length} standard alarms`);
    expect(row("alarms")).toContain(watch.toFixed(2));
    expect(row("**sum**")).toContain(`**${sum.toFixed(2)}**`);
  });

  it("has no clock but the sweep's, nothing provisioned and no key of its own", () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === "AWS::Events::Rule")).toHaveLength(1);
    expect(types.filter((type) => /^AWS::(KMS|EC2|ECS)::/.test(type))).toEqual([]);
    expect(JSON.stringify(template)).not.toMatch(/ProvisionedConcurrencyConfig|ProvisionedThroughput"/);
  });
});
