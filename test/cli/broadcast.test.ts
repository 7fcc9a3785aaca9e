import { afterEach, beforeEach, expect, test } from "vitest";
import { openStand, type Stand } from "./stand.ts";

let stand: Stand;
beforeEach(async () => void (stand = await openStand()));
afterEach(() => stand.close());

const id = "brd_0123456789abcdef";
const counts = {
  rows: 4,
  duplicates: 1,
  rejected: 1,
  created: 2,
  delivered: 0,
  failed: 0,
  canceled: 0,
  open: 2,
};
const shown = (status: string, more: object = {}) => ({
  data: { id, status, counts: { ...counts, ...more } },
});

/** Accepts the broadcast, takes both uploads, then shows these stages one after the other. */
function playBroadcast(stages: object[], links = true) {
  let asked = 0;
  stand.play(({ method }) => {
    if (method === "PUT") return { status: 200 };
    if (method === "GET") return { status: 200, body: stages[Math.min(asked++, stages.length - 1)] };
    const urls = {
      upload_url: `${stand.url}/bucket/lists/1?s3cret`,
      document_upload_url: `${stand.url}/bucket/uploads/1?s3cret`,
    };
    return { status: 202, body: { data: { id, status: "preparing", ...(links ? urls : {}) } } };
  });
}
const files = () => [stand.file("numbers.csv", "to\n+13125550148\n"), stand.file("letter.pdf", "%PDF-1.7 x")];

test("broadcast puts list and document to their links, and shows neither", async () => {
  playBroadcast([]);
  const { code, out, err } = await stand.fax([
    "broadcast",
    ...files(),
    "--reference",
    "r",
    "--idempotency-key",
    "k",
  ]);
  expect(code).toBe(0);
  expect(stand.seen.map(({ method, path, body }) => [method, path, body.toString()])).toEqual([
    ["POST", "/v2/broadcasts", '{"reference":"r"}'],
    ["PUT", "/bucket/uploads/1", "%PDF-1.7 x"],
    ["PUT", "/bucket/lists/1", "to\n+13125550148\n"],
  ]);
  expect(stand.seen[0]?.headers["idempotency-key"]).toBe("k");
  expect(out).toContain(id);
  expect(out + err).not.toContain("s3cret");
});

test("with --wait it tells how far it is; not all delivered is exit code 1", async () => {
  const end = { delivered: 1, failed: 1, open: 0 };
  playBroadcast([shown("sending"), shown("sending", { delivered: 1, open: 1 }), shown("completed", end)]);
  const { code, out, err } = await stand.fax(["broadcast", ...files(), "--wait"]);
  expect(code).toBe(1);
  expect(err).toMatch(/sending: 0 of 2 ended\n.*sending: 1 of 2 ended\n.*completed: 2 of 2 ended, 1 failed/);
  expect(out).toContain("1 delivered, 1 failed, 0 canceled. 1 rows make no fax");
});

test("all delivered is exit code 0; a canceled one is waited for to its last call", async () => {
  playBroadcast([shown("completed", { delivered: 2, open: 0 })]);
  expect((await stand.fax(["broadcast", ...files(), "--wait"])).code).toBe(0);
  playBroadcast([shown("canceled", { canceled: 1, open: 1 }), shown("canceled", { canceled: 2, open: 0 })]);
  const { code, json } = await stand.fax(["broadcast", ...files(), "--wait", "--json"]);
  expect([code, json().counts.canceled]).toEqual([1, 2]);
});

test("the same key again uploads nothing that has come", async () => {
  playBroadcast([], false);
  const { code, err } = await stand.fax(["broadcast", ...files(), "--idempotency-key", "k"]);
  expect([code, stand.seen.length]).toEqual([0, 1]);
  expect(err).toContain("was uploaded before");
});

test("list and document the wrong way round are told before anything is sent", async () => {
  const { code, err } = await stand.fax(["broadcast", ...files().reverse()]);
  expect([code, stand.seen.length]).toEqual([2, 0]);
  expect(err).toContain("The list comes first");
});
