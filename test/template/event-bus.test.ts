import { describe, expect, it } from "vitest";
import { fullEnvironment, fullSettings } from "../support/full-settings.ts";
import { ofType, referencesIn, statementsOf, synthStack, type Template } from "../support/synth-stack.ts";

const withBus = synthStack(fullSettings, fullEnvironment);
const without = synthStack({ ...fullSettings, eventBus: false }, fullEnvironment);
const busesOf = (template: Template) => ofType(template, "AWS::Events::EventBus").map(([id]) => id);
const grantsOf = (template: Template) =>
  statementsOf(template).filter(({ statement }) =>
    [statement.Action].flat().some((action) => action.startsWith("events:")),
  );
/** Of each function that knows of a bus. */
const namedTo = (template: Template) =>
  ofType(template, "AWS::Lambda::Function").flatMap(([id, { Properties }]) => {
    const { Variables } = Properties?.["Environment"] as { Variables: Record<string, unknown> };
    return "EVENT_BUS" in Variables ? [{ id, bus: Variables["EVENT_BUS"] }] : [];
  });

describe("the event bus", () => {
  it("is there only where the settings ask for it", () => {
    expect(busesOf(without)).toEqual([]);
    expect(grantsOf(without)).toEqual([]);
    expect(namedTo(without)).toEqual([{ id: expect.stringContaining("Relay"), bus: "" }]);
    expect(without.Outputs).not.toHaveProperty("EventBusArn");
  });

  it("is known to the relay alone, which may put events on it and nothing else, and is an output", () => {
    const [bus] = busesOf(withBus);
    expect(busesOf(withBus)).toEqual([expect.stringMatching(/^EventBus/)]);
    expect(namedTo(withBus)).toEqual([{ id: expect.stringContaining("Relay"), bus: { Ref: bus } }]);
    const ofBus = { "Fn::GetAtt": [bus, "Arn"] };
    expect(grantsOf(withBus)).toEqual([
      expect.objectContaining({
        holder: expect.stringMatching(/^StreamRelayRole/),
        statement: { Effect: "Allow", Action: "events:PutEvents", Resource: ofBus },
      }),
    ]);
    expect(withBus.Outputs["EventBusArn"]?.Value).toEqual(ofBus);
  });

  it("has no rule, no archive and no policy of ours: whoever wants its events makes them", () => {
    const [bus = ""] = busesOf(withBus);
    const leaning = Object.entries(withBus.Resources).filter(([, resource]) =>
      referencesIn(resource.Properties).includes(bus),
    );
    expect(leaning.map(([, { Type }]) => Type).sort()).toEqual(["AWS::IAM::Policy", "AWS::Lambda::Function"]);
  });
});
