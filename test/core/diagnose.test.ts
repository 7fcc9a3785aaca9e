import { describe, expect, it } from "vitest";
import { diagnose, type DiagnoseDeps } from "../../core/operations/diagnose.ts";

const well: DiagnoseDeps = {
  readTable: async () => undefined,
  probeBucket: async () => undefined,
  readCarrierKey: async () => "KEY",
  queues: [{ name: "EventsQueue", depth: async () => ({ waiting: 2, dead: 0 }) }],
};
const fails = async (): Promise<never> => {
  throw Object.assign(new Error("https://secret.example/ +13125550148"), { name: "AccessDeniedException" });
};
const find = async (deps: DiagnoseDeps, check: string) => {
  const found = (await diagnose(deps)).find((one) => one.check === check);
  return found ?? expect.fail(`${check} was not looked at`);
};

describe("a diagnosis", () => {
  it("of a healthy installation is ok in every line, and says nothing to do", async () => {
    const checks = await diagnose(well);
    expect(checks.map(({ check }) => check)).toEqual(["table", "bucket", "carrier_key", "queue:EventsQueue"]);
    expect(checks.every(({ status, mend }) => status === "ok" && mend === null)).toBe(true);
  });

  it.each<[string, Partial<DiagnoseDeps>]>([
    ["table", { readTable: fails }],
    ["bucket", { probeBucket: fails }],
    ["carrier_key", { readCarrierKey: fails }],
    ["queue:EventsQueue", { queues: [{ name: "EventsQueue", depth: fails }] }],
  ])("says that %s does not answer, by the error's name and none of its words", async (check, broken) => {
    const checks = await diagnose({ ...well, ...broken });
    const red = checks.filter(({ status }) => status !== "ok");
    expect(red.map((one) => one.check)).toEqual([check]);
    expect(red[0]?.detail).toContain("AccessDeniedException");
    expect(JSON.stringify(checks)).not.toMatch(/secret\.example|\+1312/);
    expect(red[0]?.mend).toContain("Diagnosis");
  });

  it("calls a missing carrier key a failure with its mend", async () => {
    const found = await find({ ...well, readCarrierKey: async () => undefined }, "carrier_key");
    expect(found).toMatchObject({ status: "failed", mend: "npm run fax -- setup" });
  });

  it("calls given-up messages a failure and names the runbook's heading; many waiting a warning", async () => {
    const depth = (waiting: number, dead: number) => ({
      ...well,
      queues: [{ name: "EventsQueue", depth: async () => ({ waiting, dead }) }],
    });
    expect(await find(depth(0, 1), "queue:EventsQueue")).toMatchObject({
      status: "failed",
      mend: 'docs/runbook.md, "EventsQueue dead letters"',
    });
    expect(await find(depth(1_001, 0), "queue:EventsQueue")).toMatchObject({ status: "warning" });
    expect(await find(depth(1_000, 0), "queue:EventsQueue")).toMatchObject({ status: "ok" });
  });
});
