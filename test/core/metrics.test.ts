import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countOutcomes } from "../../core/fax-outcomes.ts";
import { figuresOfWord, metrics } from "../../core/metrics.ts";
import { takeReadings } from "../../core/operations/take-readings.ts";
import { firstAttempt, noon, outboundFax, sendingFax } from "../support/faxes.ts";

const root = join(import.meta.dirname, "../..");
const reported = globSync("{core,functions}/**/*.ts", { cwd: root }).flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/report\(\s*"(\w+)"/g)].map((match) => match[1] ?? ""),
);

describe("the table of figures", () => {
  it("holds exactly what the functions can tell: by a word, by the stream, by the sweep", async () => {
    const fax = sendingFax();
    const failure = { reason: "account_disabled", internalReason: "", detail: "" };
    const lines = countOutcomes([
      { item: "fax", before: fax, after: { ...fax, status: "delivered" } },
      { item: "fax", before: fax, after: { ...fax, status: "failed", failure } },
      {
        item: "fax",
        before: fax,
        after: outboundFax({
          status: "queued",
          waitingFor: "redial",
          attempts: [firstAttempt({ state: "failed" })],
        }),
      },
    ]);
    const readings = await takeReadings({
      now: () => noon,
      readChannels: async () => ({ calls: [{ faxId: fax.id, attempt: 1, startedAt: noon }] }),
      readFax: async () => fax,
      firstForChannel: async () => undefined,
      longestDue: async () => undefined,
    });
    const told = [...lines.map(({ figures }) => figures), readings ?? {}, ...reported.map(figuresOfWord)];
    expect([...new Set(told.flatMap((figures) => Object.keys(figures)))].sort()).toEqual(
      Object.keys(metrics).sort(),
    );
  });

  it("counts a word once, and no word that is only a line of the log", () => {
    expect(figuresOfWord("contradicting_event")).toEqual({ Contradictions: 1 });
    expect(figuresOfWord("foreign_event")).toEqual({});
  });
});
