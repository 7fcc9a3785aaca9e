import { describe, expect, it } from "vitest";
import { ofType, synthStack } from "../support/synth-stack.ts";

/** No file, no connection, no credentials, no region: what `npx cdk synth` makes in a fresh clone. */
const template = synthStack({});

describe("the stack without any setting", () => {
  it("has no mail door", () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /^AWS::S(ES|NS)::/.test(type))).toEqual([]);
    expect(
      ofType(template, "AWS::Lambda::Function")
        .map(([id]) => id)
        .join(),
    ).not.toMatch(/RoomsMail/);
  });

  it("still has every other function, every alarm, and its outputs", () => {
    expect(ofType(template, "AWS::Lambda::Function")).toHaveLength(23);
    expect(ofType(template, "AWS::CloudWatch::Alarm").length).toBeGreaterThanOrEqual(9);
    expect(Object.keys(template.Outputs)).toEqual(["ApiUrl", "WebhookUrl", "CarrierKeyParameter", "Bucket"]);
  });

  it("knows no connection, so that faxes wait, and no public key, so that no event is authentic", () => {
    const variables = ofType(template, "AWS::Lambda::Function").map(
      ([, fn]) => (fn.Properties?.["Environment"] as { Variables: Record<string, unknown> }).Variables,
    );
    expect(
      variables.filter((each) => "CONNECTION_ID" in each).every((each) => each["CONNECTION_ID"] === ""),
    ).toBe(true);
    expect(variables.find((each) => "CARRIER_PUBLIC_KEYS" in each)).toMatchObject({
      CARRIER_PUBLIC_KEYS: "",
    });
  });

  it("allows the United States and Canada, a thousand faxes a day, and no private origin", () => {
    const api = ofType(template, "AWS::Lambda::Function").find(([id]) => id.startsWith("RoomsApi"));
    expect(api?.[1].Properties?.["Environment"]).toMatchObject({
      Variables: { ALLOWED_COUNTRIES: "US,CA", MAX_FAXES_PER_DAY: "1000", FETCH_ALLOW_ORIGINS: "" },
    });
  });
});
