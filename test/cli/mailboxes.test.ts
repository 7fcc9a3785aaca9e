import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mailboxView } from "../../core/api/mailbox-view.ts";
import { mailboxOf } from "../support/mailboxes.ts";
import { openStand, type Stand } from "./stand.ts";

let stand: Stand;
const mailbox = mailboxView(
  mailboxOf({ numbers: ["+13125550148", "+13125550149"], callerId: "+13125550149", timeZone: "Asia/Tokyo" }),
);
beforeEach(async () => {
  stand = await openStand();
  stand.play(({ method, path }) => {
    if (method === "DELETE") return { status: 204 };
    if (method !== "GET") return { status: 200, body: { data: mailbox } };
    return { status: 200, body: { data: path === "/v2/mailboxes" ? [mailbox] : mailbox } };
  });
});
afterEach(() => stand.close());

const sent = () => {
  const { method, path, body } = stand.seen.at(-1) ?? {};
  return { method, path, body: JSON.parse(body?.toString() ?? "") as object };
};

test("create sends every fact, numbers as people write them, and answers with the id", async () => {
  const made = await stand.fax(
    [
      ["mailboxes", "create", "Front desk"],
      ["--number", "06 1234 5678", "--number", "+390612345679", "--caller-id", "06 1234 5679"],
      ["--member", "ann@clinic.example", "--member", "bo@clinic.example", "--sender", "@clinic.example"],
      ["--from-name", "Clinic", "--header-text", "Clinic, front", "--time-zone", "Europe/Rome"],
      ["--country", "it", "--text", "ignore", "--received", "notice", "--delivered", "yes", "--failed", "no"],
      ["--retention-days", "90"],
    ].flat(),
  );
  expect(made.out).toBe(`Mailbox ${mailbox.id}: Front desk, +13125550148, +13125550149\n`);
  expect(sent()).toEqual({
    method: "POST",
    path: "/v2/mailboxes",
    body: {
      name: "Front desk",
      numbers: ["+390612345678", "+390612345679"],
      caller_id: "+390612345679",
      members: ["ann@clinic.example", "bo@clinic.example"],
      from_display_name: "Clinic",
      header_text: "Clinic, front",
      time_zone: "Europe/Rome",
      country: "IT",
      mail: { senders: ["@clinic.example"], text: "ignore" },
      notify: { received: "notice", delivered: true, failed: false },
      retention_days: 90,
    },
  });
  await stand.fax(["mailboxes", "create", "Lab", "--number", "(312) 555-0150"]);
  expect(sent().body).toEqual({ name: "Lab", numbers: ["+13125550150"] });
});

test("change sends what is given and nothing else: lists whole, and an empty text takes away", async () => {
  const gone = ["--member", "", "--sender", "", "--caller-id", "", "--from-name", "", "--header-text", ""];
  const more = ["--time-zone", "", "--country", "", "--text", "", "--retention-days", ""];
  await stand.fax(["mailboxes", "change", mailbox.id, ...gone, ...more]);
  expect(sent()).toEqual({
    method: "PATCH",
    path: `/v2/mailboxes/${mailbox.id}`,
    body: {
      members: [],
      caller_id: null,
      from_display_name: null,
      header_text: null,
      time_zone: null,
      country: null,
      mail: { senders: [], text: null },
      retention_days: null,
    },
  });
  const changed = ["--name", "Lab", "--number", "(312) 555-0149", "--failed", "yes"];
  await stand.fax(["mailboxes", "change", "312-555-0148", ...changed]);
  expect(sent()).toEqual({
    method: "PATCH",
    path: `/v2/mailboxes/${mailbox.id}`,
    body: { name: "Lab", numbers: ["+13125550149"], notify: { failed: true } },
  });
});

test("get and list show people what it has, and scripts all of it", async () => {
  const shown = (await stand.fax(["mailboxes", "get", "+1 312 555 0149"])).out;
  expect(shown.split("\n")).toEqual([
    `Mailbox ${mailbox.id}: Front desk`,
    "  Numbers       +13125550148, +13125550149",
    "  Sends from    +13125550149",
    "  Members       ann@clinic.example",
    "  Time zone     Asia/Tokyo",
    "  Members hear  received (pdf), delivered, failed",
    "  Removed       never",
    "",
  ]);
  expect(stand.seen.map(({ path }) => path)).toEqual(["/v2/mailboxes", `/v2/mailboxes/${mailbox.id}`]);
  expect((await stand.fax(["mailboxes", "list"])).out).toMatch(
    /^NAME .*\nFront desk +\+13125550148 \+13125550149 +1 +pdf +mbx_0123456789abcdef\n$/,
  );
  expect((await stand.fax(["mailboxes", "list", "--json"])).json()).toEqual([mailbox]);
  expect((await stand.fax(["mailboxes", "get", mailbox.id, "--json"])).json()).toEqual(mailbox);
});

test("delete names it by id or number", async () => {
  const done = await stand.fax(["mailboxes", "delete", "+13125550148", "--json"]);
  expect(done.json()).toEqual({ id: mailbox.id, deleted: true });
  expect(stand.seen.at(-1)).toMatchObject({ method: "DELETE", path: `/v2/mailboxes/${mailbox.id}` });
});

test("a key is made for the mailbox that has a number, and listed with it", async () => {
  stand.play(({ method, path }) => {
    if (path === "/v2/mailboxes") return { status: 200, body: { data: [mailbox] } };
    const key = { id: "key_0011223344556677", name: "desk", scopes: ["send"], mailbox_id: mailbox.id };
    return method === "GET"
      ? { status: 200, body: { data: [key] } }
      : { status: 201, body: { data: { ...key, key: "sfx_0011223344556677.secret" } } };
  });
  const made = await stand.fax(["keys", "create", "desk", "--mailbox", "312-555-0149"]);
  expect(made.out).toBe("sfx_0011223344556677.secret\n");
  expect(sent().body).toEqual({ name: "desk", mailbox_id: mailbox.id });
  expect((await stand.fax(["keys", "list"])).out).toContain(`send    ${mailbox.id}`);
});

describe("what is wrong exits 2, says what to do, and changes nothing", () => {
  test.each([
    [["create", "Lab"], "Say which fax number it has: --number NUMBER."],
    [["create", "Lab", "--number", "12"], '--number "12" is no fax number of US'],
    [
      ["create", "Lab", "--number", "+13125550148", "--received", "loud"],
      "--received takes one of pdf, link",
    ],
    [["create", "Lab", "--number", "+13125550148", "--text", "sing"], "--text takes one of cover, ignore."],
    [["change", mailbox.id], "Say what to change"],
    [["change", mailbox.id, "--failed", "perhaps"], "--failed takes yes or no."],
    [["change", mailbox.id, "--delivered", ""], "--delivered takes yes or no."],
    [
      ["change", mailbox.id, "--retention-days", "0"],
      "--retention-days takes a whole number of days from 1.",
    ],
    [["get", "Front desk"], `"Front desk" is neither a mailbox's ID nor a number of one`],
    [["delete", "+13125550177"], "No mailbox has the number +13125550177"],
  ])("fax mailboxes %j", async (args, sentence) => {
    const { code, err } = await stand.fax(["mailboxes", ...args]);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect(stand.seen.every(({ method }) => method === "GET")).toBe(true);
  });
});
