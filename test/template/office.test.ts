import { describe, expect, it } from "vitest";
import { fullEnvironment, fullSettings } from "../support/full-settings.ts";
import { ofType, statementsOf, synthStack } from "../support/synth-stack.ts";

const synth = (office: string) => synthStack({ ...fullSettings, office }, fullEnvironment);
const named = (template: ReturnType<typeof synth>, part: string) =>
  ofType(template, "AWS::Lambda::Function").find(([id]) => id.includes(part))?.[1].Properties;

describe("the room for office documents", { timeout: 120_000 }, () => {
  it.each(["off", "carrier"])("is not built where office is %s", (office) => {
    const template = synth(office);
    expect(named(template, "Office")).toBeUndefined();
    expect(named(template, "Prepare")?.["Environment"]).toMatchObject({
      Variables: { OFFICE: office, OFFICE_QUEUE: "" },
    });
    expect(named(template, "Preview")).toHaveProperty("Runtime", "nodejs24.x");
  });

  it("is an image with a queue that prepare alone may fill, and may do what prepare may", () => {
    const template = synth("libreoffice");
    const office = named(template, "Office");
    expect(office).toMatchObject({
      PackageType: "Image",
      ImageConfig: { Command: ["index.handler"] },
      Architectures: ["arm64"],
    });
    expect(office).not.toHaveProperty("Runtime");
    expect(named(template, "Preview")).toMatchObject({
      PackageType: "Image",
      Environment: { Variables: { OFFICE: "libreoffice" } },
    });
    const allowedTo = (name: string) =>
      statementsOf(template)
        .filter(({ holder }) => holder.startsWith(`Rooms${name}Role`))
        .map(({ statement }) => JSON.stringify([statement.Action, statement.Resource]))
        .filter((grant) => !/logs:|sqs:/.test(grant));
    expect(allowedTo("Office").length).toBeGreaterThan(3);
    expect(allowedTo("Office").sort()).toEqual(allowedTo("Prepare").sort());
    const senders = statementsOf(template).filter(
      ({ statement }) =>
        statement.Action === "sqs:SendMessage" && JSON.stringify(statement.Resource).includes("OfficeQueue"),
    );
    expect(senders.map(({ holder }) => holder)).toEqual([expect.stringMatching(/^RoomsPrepareRole/)]);
  });
});
