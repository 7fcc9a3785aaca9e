import { describe, expect, it } from "vitest";
import { fullEnvironment, fullSettings } from "../support/full-settings.ts";
import { ofType, referencesIn, statementsOf, synthStack } from "../support/synth-stack.ts";

const template = synthStack(fullSettings, fullEnvironment);

describe("links in mails", () => {
  it("are followed, by GET and by HEAD, to the function of stored pages, without a key", () => {
    const routes = ofType(template, "AWS::ApiGatewayV2::Route").map(([, { Properties = {} }]) => Properties);
    const ofLinks = routes.filter(({ RouteKey }) => String(RouteKey).includes(" /links/"));
    expect(ofLinks.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      "GET /links/{token}",
      "HEAD /links/{token}",
    ]);
    for (const { Target, AuthorizationType } of ofLinks) {
      expect(AuthorizationType).toBe("NONE");
      const [integration = ""] = referencesIn(Target);
      const [fn] = referencesIn(template.Resources[integration]?.Properties?.["IntegrationUri"]);
      expect(fn).toMatch(/^RoomsPagesFunction/);
    }
  });

  it("hold a secret in their path, so that the API keeps no log of what it was asked", () => {
    const stages = ofType(template, "AWS::ApiGatewayV2::Stage");
    expect(stages).toHaveLength(1);
    for (const [, { Properties }] of stages) {
      expect(Properties).not.toHaveProperty("AccessLogSettings");
      expect(JSON.stringify(Properties)).not.toContain("DataTraceEnabled");
    }
  });

  it("can be read but not made by the function that strangers reach", () => {
    const ofPages = statementsOf(template).filter(({ holder }) => holder.startsWith("RoomsPagesRole"));
    const onTable = (action: string) =>
      ofPages.filter(({ statement }) => [statement.Action].flat().includes(`dynamodb:${action}`));
    expect(onTable("GetItem").map(({ statement }) => statement.Condition)).toEqual([undefined]);
    expect(onTable("UpdateItem")).toEqual([]);
    expect(onTable("PutItem").map(({ statement }) => statement.Condition)).toEqual([
      { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["covers"] } },
    ]);
  });
});

describe("the API's address", () => {
  it("is known to the function that writes mail", () => {
    const knowing = ofType(template, "AWS::Lambda::Function").flatMap(([id, { Properties }]) => {
      const { Variables } = Properties?.["Environment"] as { Variables: Record<string, unknown> };
      return "API_URL" in Variables ? [[id, Variables["API_URL"]]] : [];
    });
    expect(knowing).toEqual([
      [expect.stringMatching(/^RoomsMailFunction/), { "Fn::GetAtt": ["HttpApi", "ApiEndpoint"] }],
    ]);
  });

  it("closes no circle: every resource can be made after those that it names", () => {
    const needs = new Map(
      Object.entries(template.Resources).map(([id, resource]) => {
        const named = [...referencesIn(resource.Properties), ...[resource.DependsOn ?? []].flat()];
        return [id, named.filter((name) => name in template.Resources)];
      }),
    );
    // What needs nothing that is not made yet is made, round by round.
    const made = new Set<string>();
    for (let before = -1; before < made.size;) {
      before = made.size;
      for (const [id, names] of needs) if (names.every((name) => made.has(name))) made.add(id);
    }
    expect([...needs.keys()].filter((id) => !made.has(id))).toEqual([]);
  });
});
