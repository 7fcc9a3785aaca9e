import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPrompt } from "../../bin/fax/prompt.ts";
import { createClock } from "../../local/clock.ts";
import { startSimulator, type Simulator } from "../../simulator/server.ts";
import { openStand, type FaxOptions, type Stand } from "./stand.ts";

const apiKey = "KEY-of-the-account";

/** A deployment that was made before the carrier was set up: played; the carrier is the simulator. */
let stand: Stand;
let carrier: Simulator;
let deployment: Record<string, unknown>;
beforeEach(async () => {
  stand = await openStand();
  carrier = await startSimulator({
    port: 0,
    clock: createClock(20),
    apiKey,
    account: "empty",
    connection: { id: "424242", from: [], webhookUrl: "" },
  });
  deployment = {
    base_url: carrier.apiBase,
    connection_id: null,
    from: null,
    public_keys: [],
    key_stored: false,
    key_fingerprint: null,
    key_parameter: "/Fax/carrier-key",
    media_link: "stream",
    allowed_countries: ["US", "CA"],
    default_country: "US",
    mail_domain: null,
  };
  stand.play(({ method, path, body }) => {
    if (path === "/v2/health") return { status: 200, body: { data: { status: "ok", table: "ok" } } };
    if (path !== "/v2/carrier") return undefined;
    if (method === "PUT" && JSON.parse(body.toString()).api_key !== apiKey) {
      return {
        status: 422,
        body: { errors: [{ code: "carrier_key_refused", detail: "The carrier refuses this key." }] },
      };
    }
    if (method === "PUT") deployment["key_stored"] = true;
    return { status: 200, body: { data: deployment } };
  });
});
afterEach(async () => {
  await carrier.close();
  await stand.close();
});

const settings = () => join(stand.folder, "settings.json");
const setup = (args: string[], { env, ...options }: FaxOptions = {}) =>
  stand.fax(["setup", "--settings", settings(), ...args], {
    env: { FAX_URL: stand.url, FAX_API_KEY: "sfx_test.key", TELNYX_API_KEY: apiKey, ...env },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / 20)),
    ...options,
  });
const order = ["--order-number", "--area-code", "415"];

test("what belongs into the settings is written there, with what to run next; the second run has nothing to do", async () => {
  const first = await setup(["--yes", "--yes-order", "--public-key", carrier.publicKey, ...order]);
  expect(first.code, first.err).toBe(0);
  expect(first.out).toContain("One step left");
  expect(first.out).toContain("  npm run deploy\n  npm run fax -- setup\n");
  expect(first.out).not.toContain("Have the carrier sign a test event");
  const written = JSON.parse(readFileSync(settings(), "utf8"));
  expect(written).toEqual({
    connection: { id: "424242", from: expect.stringMatching(/^\+1415\d{7}$/) },
    carrier: { publicKeys: [carrier.publicKey] },
  });
  expect(deployment["key_stored"]).toBe(true);
  expect(first.out + first.err).not.toContain(written.connection.from);
  expect(first.out + first.err).not.toContain(apiKey);

  deployment["key_fingerprint"] = /fingerprint (\w{16})/.exec(first.out)?.[1];
  const again = await setup(["--public-key", carrier.publicKey]);
  expect(again.code, again.err).toBe(0);
  expect(again.out).toContain("has connection, carrier.publicKeys as it should be");
  expect(JSON.parse(readFileSync(settings(), "utf8"))).toEqual(written);
});

test("no second number is ordered where the account has a free one already", async () => {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ phone_numbers: [{ phone_number: "+14155550200" }] });
  const bought = await fetch(`${carrier.apiBase}/number_orders`, { method: "POST", headers, body });
  expect(bought.status).toBe(200);
  const { out } = await setup(["--dry-run", "--public-key", carrier.publicKey, ...order]);
  expect(out).toContain("Assign the number ending 0200");
  expect(out).not.toContain("Order the number");
});

describe("at a terminal", () => {
  test("key and public key are asked for, then one yes for the plan and one for the number", async () => {
    const answers = [apiKey, carrier.publicKey, "y", "y"];
    const { code, asked, err } = await setup(order, { env: { TELNYX_API_KEY: "" }, answers });
    expect(code, err).toBe(0);
    expect(asked.map((question) => question.slice(0, 14))).toEqual([
      "Telnyx API key",
      "Telnyx public ",
      "Do this? (y/N)",
      "The number cos",
    ]);
  });

  test.each([
    ["no to the plan", ["n"], "/fax_applications"],
    ["no to the number", ["y", ""], "/phone_numbers"],
  ])("%s changes nothing", async (_name, answers, list) => {
    const { code, out } = await setup(["--public-key", carrier.publicKey, ...order], { answers });
    expect([code, out]).toEqual([1, expect.stringContaining("Nothing was changed.")]);
    const headers = { authorization: `Bearer ${apiKey}` };
    expect(await (await fetch(`${carrier.apiBase}${list}`, { headers })).json()).toMatchObject({ data: [] });
    expect(existsSync(settings())).toBe(false);
  });

  test("a secret is read without echo, and nothing is asked where there is no terminal", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    expect(openPrompt(input, output).ask).toBeUndefined();
    const terminal = openPrompt(
      Object.assign(input, { isTTY: true }),
      Object.assign(output, { isTTY: true }),
    );
    const shown: string[] = [];
    output.on("data", (chunk: Buffer) => shown.push(chunk.toString()));
    const answer = terminal.ask?.("Key: ", true);
    input.write("KEY-nobody-sees\r");
    expect(await answer).toBe("KEY-nobody-sees");
    expect(shown.join("")).toBe("Key: \n");
    const open = terminal.ask?.("Do this? ");
    input.write("yes\r");
    expect(await open).toBe("yes");
    expect(shown.join("")).toContain("yes");
  });
});

describe("what cannot be", () => {
  test.each([
    ["no key and no terminal", [], { TELNYX_API_KEY: "" }, 2, "No carrier key is given"],
    ["a key with a line break", ["--carrier-key", "a\nb"], {}, 2, "a character that no key has"],
    [
      "a PEM for a public key",
      [],
      { TELNYX_PUBLIC_KEY: "-----BEGIN PUBLIC KEY-----" },
      2,
      "That is a PEM file",
    ],
    ["a country in words", ["--allow-country", "Germany"], {}, 2, "--allow-country takes an ISO 3166 code"],
    ["a number that is none", ["--number", "12"], {}, 2, "is no fax number of US"],
    [
      "a key that the carrier refuses",
      ["--carrier-key", "KEY-revoked"],
      {},
      3,
      "check --carrier-key or TELNYX_API_KEY",
    ],
    [
      "an area without numbers",
      ["--order-number", "--area-code", "999"],
      {},
      3,
      "no fax number in the area 999",
    ],
  ])("%s", async (_name, args, env, exitCode, sentence) => {
    const { code, err } = await setup(["--yes", ...args], { env });
    expect([code, err]).toEqual([exitCode, expect.stringContaining(sentence)]);
  });

  test("settings that are no JSON are said before anything is done", async () => {
    stand.file("settings.json", "{ broken");
    const { code, err } = await setup(["--yes"]);
    expect([code, err]).toEqual([2, expect.stringContaining("cannot be read as JSON")]);
    expect(stand.seen).toEqual([]);
  });

  test("a carrier address without https, to which the key would travel unprotected", async () => {
    deployment["base_url"] = "http://api.telnyx.example/v2";
    const { code, err } = await setup(["--yes"]);
    expect([code, err]).toEqual([2, expect.stringContaining("must begin with https://")]);
  });

  test("a deployment that is older than the command", async () => {
    stand.play(() => undefined);
    const { code, err } = await setup(["--yes"]);
    expect([code, err]).toEqual([3, expect.stringContaining("older than this command")]);
  });

  test("a step that is refused is named; full numbers in the refusal are not shown", async () => {
    stand.play(({ method, path }) =>
      path === "/v2/carrier" && method === "PUT"
        ? { status: 500, body: { errors: [{ detail: "No luck with +14155550200 today." }] } }
        : { status: 200, body: { data: deployment } },
    );
    const { code, err } = await setup(["--yes", "--yes-order", "--public-key", carrier.publicKey, ...order]);
    expect(code).toBe(3);
    expect(err).toContain("Not done: Store the carrier's key");
    expect(err).toContain("...0200");
    expect(err).not.toContain("+14155550200");
  });
});
