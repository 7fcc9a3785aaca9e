import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { brokenThings } from "../cli/broken-things.ts";
import {
  commandLine,
  openBench,
  writesDuring,
  type Bench,
  type LaptopCommandLine,
} from "../cli/laptop-command-line.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

const speed = 20;
/** The key that a deployment is given instead of the carrier's own, where a test wants it wrong. */
const deployed = vi.hoisted(() => ({ publicKey: undefined as string | undefined }));
vi.mock(import("../../bin/laptop/carrier.ts"), async (original) => {
  const { openCarrier } = await original();
  return {
    openCarrier: async (...given) => {
      const carrier = await openCarrier(...given);
      return { ...carrier, publicKey: deployed.publicKey ?? carrier.publicKey };
    },
  };
});

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "fax-setup-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an empty account", () => {
  let run: Journey;
  let cli: LaptopCommandLine;
  beforeAll(async () => {
    run = await openJourney({ speed, account: "empty" });
    cli = commandLine(run, join(folder, "settings.json"), speed);
  }, 120_000);
  afterAll(() => run.end());

  test("without a terminal and without --yes nothing is changed, and exit 2 says so", async () => {
    let result: Awaited<ReturnType<typeof cli.fax>> | undefined;
    const writes = await writesDuring(run, async () => {
      result = await cli.fax(["setup", "--order-number", "--settings", cli.settings]);
    });
    expect(writes).toEqual([]);
    expect(result).toMatchObject({ code: 2 });
    expect(result?.err).toContain("Nothing was changed");
    expect((await cli.setup("--order-number")).code, "a number has a yes of its own").toBe(2);
    expect((await cli.fax(["setup", "--dry-run", "--order-number"])).out).toContain("[$1.00 a month");
    expect(await cli.carrier("GET", "/fax_applications")).toEqual([]);
    expect(await cli.carrier("GET", "/phone_numbers")).toEqual([]);
  });

  test("one setup, then doctor is all green, and a second setup changes nothing", async () => {
    const made = await cli.setup("--order-number", "--yes-order");
    expect(made.code, made.out + made.err).toBe(0);
    const { code, findings, err } = await cli.doctor();
    expect(findings.filter(({ level }) => level !== "ok")).toEqual([]);
    expect(findings.length).toBeGreaterThan(25);
    expect([code, err]).toEqual([0, ""]);

    const state = async () => [
      await cli.carrier("GET", "/fax_applications"),
      await cli.carrier("GET", "/outbound_voice_profiles"),
      await cli.carrier("GET", "/phone_numbers"),
    ];
    const before = await state();
    let again: Awaited<ReturnType<typeof cli.setup>> | undefined;
    const writes = await writesDuring(run, async () => void (again = await cli.setup()));
    expect(again?.code).toBe(0);
    expect(again?.out).toContain("There is nothing to change.");
    expect(writes).toEqual([]);
    expect(await state()).toEqual(before);

    const said = made.out + made.err + again?.out + JSON.stringify(findings);
    expect(said).not.toContain(run.carrier.apiKey);
    expect(said).not.toContain("3125790015");
  }, 60_000);

  describe("each thing broken on purpose turns its own line red, with its mend", () => {
    let bench: Bench;
    beforeAll(async () => {
      const body = JSON.stringify({ name: "weak", scopes: ["send", "read"] });
      const { key } = (await run.call("/v2/keys", { method: "POST", body })).body.data;
      bench = openBench(run, cli, folder, key);
    });

    test.each(brokenThings)(
      "$name",
      async ({ breaks, red, mend, setup, args, options }) => {
        const putBack = await breaks(bench);
        try {
          const broken = await cli.doctor(args, options?.(bench));
          expect(broken.red.map(({ check }) => check)).toEqual([red]);
          expect(broken.red[0]?.mend).toMatch(mend);
          expect(broken.code).toBe(1);
        } finally {
          if (putBack) await putBack();
        }
        if (setup) {
          const mended = await cli.setup(...setup);
          expect(mended.code, mended.out + mended.err).toBe(0);
        }
        expect((await cli.doctor()).red).toEqual([]);
      },
      60_000,
    );

    test("nobody at the address exits 3 with one line", async () => {
      const { code, red } = await cli.doctor(["--url", "http://127.0.0.1:9", "--key", "sfx_x.y"]);
      expect([code, red.length, red[0]?.check]).toEqual([3, 1, "API"]);
      const stranger = await cli.doctor(["--url", run.carrier.simulatorUrl ?? "", "--key", "sfx_x.y"]);
      expect([stranger.code, stranger.red[0]?.says]).toEqual([
        3,
        expect.stringContaining("not serverless-fax"),
      ]);
    });

    test("webhooks that fail for another reason than the signature", async () => {
      const giveBack = run.cloud.door.withhold(bench.principal("Webhook"), "sqs:SendMessage");
      try {
        await cli.carrier("POST", "/faxes", {
          connection_id: (await bench.application()).id,
          from: "+13125790015",
          to: "+13125790015",
          media_url: `${run.facts.url}/v2/health`,
        });
        const { red } = await run
          .until("a failed delivery", async () => {
            const looked = await cli.doctor();
            return looked.red.length > 0 ? looked : undefined;
          })
          .catch(() => cli.doctor());
        expect(red.map(({ check }) => check)).toEqual(["deliveries"]);
      } finally {
        giveBack();
      }
    }, 60_000);
  });
});

describe("a deployment with a wrong public key", () => {
  let run: Journey | undefined;
  afterEach(async () => {
    deployed.publicKey = undefined;
    await run?.end();
  });

  test("setup finds out by a signed event; the right key goes into the settings, and one step is left", async () => {
    deployed.publicKey = Buffer.alloc(32, 7).toString("base64");
    run = await openJourney({ speed });
    deployed.publicKey = undefined;
    const cli = commandLine(run, join(folder, "settings.json"), speed);
    const first = await cli.setup();
    expect(first.code, first.err).toBe(1);
    expect(first.out).toContain("its public key is not the carrier's");
    const { red, code } = await cli.doctor();
    expect(red.map(({ check }) => check)).toEqual(["public key proven"]);
    expect(red[0]?.mend).toContain("--public-key KEY");
    expect(code).toBe(1);

    const { public: right } = await run.control("/public-key");
    writeFileSync(cli.settings, JSON.stringify({ region: "us-east-1", carrier: { keyParameter: "/kept" } }));
    const second = await cli.setup("--public-key", right);
    expect(second.code, second.err).toBe(0);
    expect(second.out).toContain("One step left");
    expect(second.out).toContain("npm run deploy");
    expect(JSON.parse(readFileSync(cli.settings, "utf8"))).toEqual({
      region: "us-east-1",
      carrier: { keyParameter: "/kept", publicKeys: [right] },
    });
  }, 120_000);
});
