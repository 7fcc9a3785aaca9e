import { describe, expect, it } from "vitest";
import { fullEnvironment, fullSettings } from "../support/full-settings.ts";
import { ofType, statementsOf, synthStack } from "../support/synth-stack.ts";

const { mail, alarmEmail, ...others } = fullSettings;

/** What the sweep is told of the digest, and which functions may send mail. */
function digestOf(settings: object) {
  const template = synthStack(settings, fullEnvironment);
  const [, sweep] = ofType(template, "AWS::Lambda::Function").find(([id]) => id.includes("Sweep")) ?? [];
  const { Variables } = sweep?.Properties?.["Environment"] as { Variables: Record<string, string> };
  const senders = statementsOf(template).filter(({ statement }) =>
    [statement.Action].flat().some((action) => action.startsWith("ses:")),
  );
  for (const { statement } of senders) {
    expect(statement.Action).toBe("ses:SendRawEmail");
    expect(JSON.stringify(statement.Resource)).toContain(":identity/fax.example.com");
  }
  return {
    told: ["DIGEST_TO", "MAIL_DOMAIN", "TIME_ZONE"].map((name) => Variables[name]),
    senders: senders.map(({ holder }) => /^Rooms(\w+?)Role/.exec(holder)?.[1]).sort(),
  };
}

describe("the digest, from the mail domain only and by nobody but the sweep", () => {
  it("goes to whom alarms go, by UTC, where nothing else is said", () => {
    expect(digestOf(fullSettings)).toEqual({
      told: [alarmEmail, "fax.example.com", "UTC"],
      senders: ["Mail", "Sweep"],
    });
  }, 60_000);

  it("goes to whom mail names, by the clock of the header lines, also where senders are not answered", () => {
    const named = { ...mail, reply: false, digestTo: "it@example.com" };
    const header = { timeZone: "Europe/Berlin" };
    expect(digestOf({ ...fullSettings, mail: named, header })).toEqual({
      told: ["it@example.com", "fax.example.com", "Europe/Berlin"],
      senders: ["Sweep"],
    });
  }, 60_000);

  it("goes to nobody where neither is there, and then the sweep may send none", () => {
    expect(digestOf({ ...others, mail })).toEqual({
      told: ["", "fax.example.com", "UTC"],
      senders: ["Mail"],
    });
  }, 60_000);
});
