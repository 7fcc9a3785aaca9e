import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commands } from "../../bin/fax/run-fax.ts";
import { openStand, sampleFax, type Stand } from "./stand.ts";

let stand: Stand;
beforeEach(async () => void (stand = await openStand()));
afterEach(() => stand.close());

describe("what is wrong on the command line exits 2, says what to do, and sends nothing", () => {
  test.each([
    [["sned"], 'There is no command "sned"; fax help lists them.'],
    [["keys"], '"keys" needs a second word: fax keys create, fax keys list, fax keys revoke.'],
    [["--json", "list"], "Write the command first"],
    [["send"], "fax send needs at least one FILE; see fax help send."],
    [["send", "no-such.pdf", "--to", "+13125550148"], "The file no-such.pdf does not exist"],
    [["send", ".", "--to", "+13125550148"], ". is not a file; give a document."],
    [["send", "x.pdf"], "Say where to: fax send FILE --to NUMBER."],
    [["send", "x.pdf", "--to", "12"], '--to "12" is no fax number of US'],
    [["send", "x.pdf", "--to", "030 901820", "--country", "Germany"], "--country takes an ISO 3166 code"],
    [["send", "x.pdf", "--to", "+13125550148", "--quality", "best"], "--quality takes one of normal, high"],
    [
      ["send", "x.pdf", "--to", "+13125550148", "--at", "2026-10-02T08:30"],
      "--at takes a time with its zone",
    ],
    [["send", "x.pdf", "--to", "+13125550148", "--nope"], "Unknown option '--nope'; see fax help send."],
    [["get"], "fax get needs the fax's ID"],
    [["get", "a", "b"], '"b" is one word too many'],
    [["list", "--limit", "0"], "--limit takes a whole number"],
    [["list", "--status", "sent"], "--status takes one of scheduled"],
    [["list", "--direction", "out"], "--direction takes inbound or outbound."],
    [["keys", "create", "x", "--scope", "all"], "--scope takes one of send, read, admin."],
    [["save", "a", "-o", "-", "--json"], "both want stdout"],
    [["simulate", "clock", "-5"], "see fax help simulate clock"],
    [["simulate", "clock", "soon"], "SECONDS is a number above 0"],
    [["help", "fly"], 'There is no command "fly"'],
  ])("fax %j", async (args, sentence) => {
    const { code, out, err } = await stand.fax(args);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect(stand.seen).toEqual([]);
    if (!args.includes("--json")) expect(out).toBe("");
  });
});

test("national numbers are read by --country", async () => {
  stand.play(() => ({ status: 200, body: { data: [], meta: {} } }));
  await stand.fax(["list", "--to", "030 901820", "--country", "de"]);
  expect(stand.seen[0]?.query.get("filter[to][eq]")).toBe("+4930901820");
});

test("every command explains itself, and fax help names all of them", async () => {
  const overview = (await stand.fax(["help"])).out;
  for (const { name } of commands) {
    expect(overview).toContain(`  ${name} `);
    const asked = await stand.fax(["help", ...name.split(" ")]);
    expect(asked.code).toBe(0);
    expect(asked.out).toContain(`fax ${name}`);
    expect((await stand.fax([...name.split(" "), "--help"])).out).toBe(asked.out);
  }
  expect((await stand.fax(["help", "keys"])).out).toContain("fax keys revoke ID");
  const longest = Math.max(...overview.split("\n").map(({ length }) => length));
  expect(longest).toBeLessThanOrEqual(110);
});

describe("where it connects", () => {
  const runFile = () => join(stand.folder, "run.json");
  const note = (pid: number) =>
    writeFileSync(
      runFile(),
      JSON.stringify({ url: stand.url, apiKey: "sfx_laptop.key", simulatorUrl: stand.url, pid }),
    );
  beforeEach(() => stand.play(() => ({ status: 200, body: { data: [] } })));

  test("to the laptop run that is up, with its key", async () => {
    note(process.pid);
    expect((await stand.fax(["list"], { env: {}, runFiles: ["/nowhere/run.json", runFile()] })).code).toBe(0);
    expect(stand.seen[0]?.headers.authorization).toBe("Bearer sfx_laptop.key");
    expect((await stand.fax(["simulate", "numbers"], { env: {}, runFiles: [runFile()] })).code).toBe(0);
  });

  test("not to a run whose process is gone", async () => {
    note(2 ** 22 + 12_345);
    const { code, err } = await stand.fax(["list"], { env: {}, runFiles: [runFile()] });
    expect(code).toBe(2);
    expect(err).toContain("start the laptop run with `npm start`, or set FAX_URL and FAX_API_KEY");
  });

  test("the laptop's key goes to no other address", async () => {
    note(process.pid);
    const { code, err } = await stand.fax(["list", "--url", stand.url], { env: {}, runFiles: [runFile()] });
    expect(code).toBe(2);
    expect(err).toContain("set FAX_API_KEY");
    expect(stand.seen).toEqual([]);
  });

  test("options win over the environment, and /v2 at the end of the address does no harm", async () => {
    const env = { FAX_URL: "https://fax.example.com", FAX_API_KEY: "sfx_env.key" };
    await stand.fax(["list", "--url", `${stand.url}/v2/`, "--key", "sfx_given.key"], { env });
    expect(stand.seen[0]).toMatchObject({
      path: "/v2/faxes",
      headers: { authorization: "Bearer sfx_given.key" },
    });
  });

  test("a key never travels unprotected, nor behind a redirect", async () => {
    const plain = await stand.fax(["list", "--url", "http://fax.example.com"]);
    expect(plain.code).toBe(2);
    expect(plain.err).toContain("must begin with https://");
    stand.play(() => ({ status: 302, headers: { location: `${stand.url}/elsewhere` } }));
    expect((await stand.fax(["list"])).code).toBe(3);
    expect(stand.seen).toHaveLength(1);
  });
});

describe("what the server refuses or breaks exits 3 with its sentences", () => {
  test("each fault with the field it is about", async () => {
    const errors = [
      { code: "10016", title: "t", detail: "The 'to' parameter is wrong.", source: { pointer: "/to" } },
      {
        code: "10032",
        title: "t",
        detail: "The 'quality' parameter is wrong.",
        source: { pointer: "/quality" },
      },
    ];
    stand.play(() => ({ status: 422, body: { errors, detail: "The 'to' parameter is wrong." } }));
    const plain = await stand.fax(["cancel", "x"]);
    expect(plain.code).toBe(3);
    expect(plain.err).toBe(
      "The 'to' parameter is wrong. (at /to)\nThe 'quality' parameter is wrong. (at /quality)\n",
    );
    const { error } = (await stand.fax(["cancel", "x", "--json"])).json();
    expect(error).toMatchObject({ status: 422, exit_code: 3, errors });
  });

  test("an unknown key says where it is set", async () => {
    stand.play(() => ({ status: 401, body: { errors: [{ detail: "The API key is unknown." }] } }));
    expect((await stand.fax(["list"])).err).toBe("The API key is unknown. Check --key or FAX_API_KEY.\n");
  });

  test("nothing at the address, and an answer that is no JSON", async () => {
    const free = await openStand();
    await free.close();
    const nobody = await stand.fax(["list", "--url", free.url]);
    expect(nobody.code).toBe(3);
    expect(nobody.err).toContain("Nothing answers at 127.0.0.1:");
    stand.play(() => ({ status: 200, raw: "<html>" }));
    expect((await stand.fax(["list"])).err).toContain("not JSON");
    stand.play(() => ({ status: 413, body: { message: "Request Too Long" } }));
    expect((await stand.fax(["get", "x"])).err).toBe("The server answered 413: Request Too Long\n");
  });
});

test("control characters of a server reach no terminal", async () => {
  const evil = "a\u001b[2Jb\u009b31mc\u202ed\ne";
  stand.play(({ path }) =>
    path.includes("faxes/")
      ? { status: 200, body: { data: sampleFax({ reference: evil, failure_detail: evil, status: evil }) } }
      : path.includes("keys")
        ? { status: 422, body: { errors: [{ detail: evil, source: { pointer: evil } }] } }
        : { status: 200, body: { data: [sampleFax({ to: evil })] } },
  );
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
  for (const args of [
    ["get", "x"],
    ["list"],
    ["keys", "list"],
    ["get", "x", "--json"],
    ["keys", "list", "--json"],
  ]) {
    const { out, err } = await stand.fax(args);
    expect(out + err).toContain("a");
    expect(out + err).not.toMatch(control);
  }
});
