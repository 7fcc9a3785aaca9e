import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onePagePdf } from "../../bin/fax/live/one-page-pdf.ts";
import { liveCheckNames } from "../../bin/fax/live/live-checks.ts";
import { openJourney, type Journey } from "../journeys/support/laptop.ts";
import { commandLine, writesDuring, type LaptopCommandLine } from "./laptop-command-line.ts";

const speed = 20;
type Result = { check: string; found: string; verdict: string; assumes: string; change?: string };

async function openUnder(flavour: string, data: string): Promise<Journey> {
  const before = process.env["SIM_FLAVOUR"];
  process.env["SIM_FLAVOUR"] = flavour;
  try {
    return await openJourney({ speed, data });
  } finally {
    if (before === undefined) delete process.env["SIM_FLAVOUR"];
    else process.env["SIM_FLAVOUR"] = before;
  }
}

const flavours: [flavour: string, expected: Record<string, [verdict: string, found: RegExp]>][] = [
  [
    "",
    {
      "media-fetch": ["as assumed", /asked GET, link of \d+ characters/],
      "terminal-get": ["as assumed", /delivered: none; failed: none/],
      "link-length": ["as assumed", /2000 characters are taken, 2001 are not/],
      "media-array": ["as assumed", /refused: 422/],
      "text-document": ["as assumed", /file_format_invalid/],
      "client-state": ["as assumed", /4096 characters are kept; 8192 are not/],
      "cancel-reason": ["as assumed", /sender_canceled/],
      "list-order": ["as assumed", /newest first; pages of up to 250/],
      refresh: ["as assumed", /new link in the next GET/],
      failover: ["as assumed", /no failover URL/],
      channels: [
        "as assumed",
        /1 delivered, 1 user_channel_limit_exceeded|1 user_channel_limit_exceeded, 1 delivered/,
      ],
      "webhook-retries": [
        "as assumed",
        /3 times \(\+0 s, \+\d+ s, \+\d+ s\), signed anew each time, event id unchanged/,
      ],
      "partial-content": ["open", /cannot be provoked/],
      billing: ["as assumed", /of \d+ failed faxes were billed/],
    },
  ],
  [
    "all_at_once",
    {
      "media-fetch": ["as assumed", /asked HEAD, then GET.*a presigned link refuses HEAD/],
      "cancel-reason": ["differs", /originator_cancel/],
      "list-order": ["differs", /oldest first/],
      "webhook-retries": ["differs", /told once/],
    },
  ],
  ["canceled_silently", { "cancel-reason": ["differs", /no reason/] }],
];

describe.each(flavours)("doctor --live under the flavour %j", (flavour, expected) => {
  let folder: string;
  let run: Journey;
  let cli: LaptopCommandLine;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "fax-live-"));
    run = await openUnder(flavour, join(folder, "data"));
    cli = commandLine(run, join(folder, "settings.json"), speed);
    await run.control("/channels", { limit: 1 });
    const document = Buffer.from(onePagePdf("received")).toString("base64");
    const { fax_id } = await run.control("/inbound", {
      from: "+14155550166",
      to: "+13125790015",
      document_base64: document,
    });
    await run.until("the received fax", async () =>
      (await cli.carrier("GET", `/faxes/${fax_id}`)).status.match(/received|delivered/) ? true : undefined,
    );
    // Links carry the second at which they were issued.
    await run.control("/clock", { advance_seconds: 60 });
  }, 120_000);
  afterAll(async () => {
    await run.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test("each check says what it found, what is assumed, and what to change", async () => {
    const names = Object.keys(expected);
    const live = [
      "doctor",
      "--live",
      "--yes",
      "--to",
      "+13127367276",
      "--channels",
      "1",
      "--wait",
      "90",
      "--json",
    ];
    const { code, json, out, err } = await cli.fax([...live, "--only", names.join(",")]);
    const results = json().checks as Result[];
    expect(results.map(({ check }) => check).sort(), err).toEqual(names.sort());
    for (const { check, found, verdict, assumes } of results) {
      const [wantedVerdict, wantedFound] = expected[check] ?? ["", /$^/];
      expect(`${check}: ${verdict}: ${found}`).toMatch(wantedFound);
      expect(`${check}: ${verdict}`).toBe(`${check}: ${wantedVerdict}`);
      expect(assumes).not.toBe("");
    }
    expect(code).toBe(0);
    expect(out + err).not.toMatch(/\+1\d{10}/);
    expect(out + err).not.toContain(run.carrier.apiKey);
  }, 120_000);
});

describe("before anything is sent", () => {
  let folder: string;
  let run: Journey;
  let cli: LaptopCommandLine;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "fax-live-"));
    run = await openUnder("", join(folder, "data"));
    cli = commandLine(run, join(folder, "settings.json"), speed);
  }, 120_000);
  afterAll(async () => {
    await run.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test("it says what goes where and the most that can cost, and asks", async () => {
    let refused: Awaited<ReturnType<typeof cli.fax>> | undefined;
    const writes = await writesDuring(run, async () => {
      refused = await cli.fax(["doctor", "--live", "--to", "+13127367276"], { answers: ["n"] });
    });
    expect(writes).toEqual([]);
    expect(refused?.code).toBe(1);
    expect(refused?.asked).toEqual(["Send these? (y/N) "]);
    expect(refused?.out).toContain("Up to 3 faxes of one page will be dialled, to the number ending 7276.");
    expect(refused?.out).toContain("to the number ending 0015 will fail before a call, on purpose.");
    expect(refused?.out).toContain("costs $0.21 at most");
    expect(refused?.out).toContain("Nothing was sent.");
    expect((await cli.fax(["doctor", "--live"])).code).toBe(2);
    expect((await cli.fax(["doctor", "--live", "--channels", "4"], { answers: ["n"] })).out).toContain(
      "$0.36 at most",
    );
  });

  test("a check that sends nothing needs no yes; an unknown one is named", async () => {
    const looked = await cli.fax(["doctor", "--live", "--only", "partial-content"]);
    expect(looked.code).toBe(0);
    expect(looked.out).toContain("Nothing needs to change.");
    const unknown = await cli.fax(["doctor", "--live", "--only", "colour"]);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining(liveCheckNames.join(", "))]);
  });
});
