import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { faxId, openStand, sampleFax, type Answer, type Seen, type Stand } from "./stand.ts";

let stand: Stand;
beforeEach(async () => void (stand = await openStand()));
afterEach(() => stand.close());

const pages = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(300_000)]);
const accepted = (fields: object = {}): Answer => ({
  status: 202,
  body: {
    data: sampleFax({ upload_url: `${stand.url}/bucket/uploads/1?X-Amz-Signature=s3cret`, ...fields }),
  },
});

/** Accepts the fax, takes the upload, then shows these stages one after the other. */
function playJourney(stages: object[]) {
  let asked = 0;
  stand.play(({ method, path }) => {
    if (method === "POST" && path === "/v2/faxes") return accepted();
    if (method === "PUT") return { status: 200 };
    if (method === "GET")
      return { status: 200, body: { data: sampleFax(stages[Math.min(asked++, stages.length - 1)]) } };
    return undefined;
  });
}
const only = (method: string): Seen[] => stand.seen.filter((call) => call.method === method);

test("send creates the fax without media, then puts the file's very bytes with their length to upload_url", async () => {
  playJourney([]);
  const file = stand.file("letter.pdf", pages);
  const { code, out, err } = await stand.fax([
    ...["send", file, "--to", "(312) 555-0148", "--from", "312-555-0100", "--quality", "normal"],
    ...["--reference", "case-1", "--tag", "a", "--tag", "b", "--idempotency-key", "k-1"],
    ...["--at", "2026-10-02T08:30:00-05:00"],
  ]);
  expect(code).toBe(0);
  const [create, upload] = stand.seen;
  expect(create?.headers.authorization).toBe("Bearer sfx_test.key");
  expect(create?.headers["idempotency-key"]).toBe("k-1");
  expect(JSON.parse(create?.body.toString() ?? "")).toEqual({
    to: "+13125550148",
    from: "+13125550100",
    quality: "normal",
    reference: "case-1",
    scheduled_at: "2026-10-02T08:30:00-05:00",
    tags: ["a", "b"],
  });
  expect(upload?.path).toBe("/bucket/uploads/1");
  expect(upload?.headers["content-length"]).toBe(String(pages.length));
  expect(upload?.headers["transfer-encoding"]).toBeUndefined();
  expect(upload?.headers.authorization).toBeUndefined();
  expect(upload?.headers["content-type"]).toBeUndefined();
  expect(upload?.body.equals(pages)).toBe(true);
  expect(out).toContain(faxId);
  expect(err).toBe("Uploading letter.pdf (300 kB)\n");
});

test("a person at a terminal sees the upload grow; the presigned link is shown nowhere", async () => {
  playJourney([]);
  const { out, err } = await stand.fax(["send", stand.file("a.pdf", pages), "--to", "+13125550148"], {
    isTty: true,
  });
  expect(err).toMatch(/\ra\.pdf {2}\[#{24}\] 100 % of 300 kB\n$/);
  expect(out + err).not.toContain("s3cret");
});

test("several files travel in one multipart request, in order", async () => {
  playJourney([]);
  const files = ["one.pdf", "two.pdf"].map((name) => stand.file(name, `%PDF-1.4 ${name}`));
  const { code } = await stand.fax(["send", ...files, "--to", "+13125550148", "--tag", "x"]);
  expect(code).toBe(0);
  const form = await new Response(new Uint8Array(only("POST")[0]?.body ?? []), {
    headers: { "content-type": only("POST")[0]?.headers["content-type"] ?? "" },
  }).formData();
  expect(form.get("to")).toBe("+13125550148");
  expect(form.getAll("tags")).toEqual(["x"]);
  const sent = await Promise.all(form.getAll("contents").map((part) => (part as File).text()));
  expect(sent).toEqual(["%PDF-1.4 one.pdf", "%PDF-1.4 two.pdf"]);
});

test("several files of more than 4 MB are refused before anything is sent, with what to do", async () => {
  const files = ["one.pdf", "two.pdf"].map((name) => stand.file(name, Buffer.alloc(2_200_000, "x")));
  const { code, err } = await stand.fax(["send", ...files, "--to", "+13125550148"]);
  expect(code).toBe(2);
  expect(err).toContain("merge them into one PDF");
  expect(stand.seen).toEqual([]);
});

test("never twice: a lost answer is repeated under the same random Idempotency-Key", async () => {
  let posts = 0;
  stand.play(({ method }) => (method === "PUT" ? { status: 200 } : ++posts === 1 ? "drop" : accepted()));
  const { code } = await stand.fax(["send", stand.file("a.pdf", pages), "--to", "+13125550148"]);
  expect(code).toBe(0);
  const keys = only("POST").map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
  await stand.fax(["send", stand.file("a.pdf", pages), "--to", "+13125550148"]);
  expect(only("POST").at(-1)?.headers["idempotency-key"]).not.toBe(keys[0]);
});

test("a repeat whose fax has its pages already uploads nothing", async () => {
  stand.play(() => accepted({ upload_url: undefined, status: "delivered" }));
  const file = stand.file("a.pdf", pages);
  const { code, err } = await stand.fax(["send", file, "--to", "+13125550148", "--idempotency-key", "again"]);
  expect(code).toBe(0);
  expect(only("PUT")).toEqual([]);
  expect(err).toContain("nothing was sent again");
});

test("a broken upload is repeated; one that stays refused says how to go on with the same fax", async () => {
  let puts = 0;
  stand.play(({ method }) =>
    method === "POST" ? accepted() : ++puts === 1 ? { status: 503 } : { status: 200 },
  );
  const file = stand.file("a.pdf", pages);
  expect((await stand.fax(["send", file, "--to", "+13125550148"])).code).toBe(0);
  expect(puts).toBe(2);
  stand.play(({ method }) => (method === "POST" ? accepted() : { status: 403 }));
  const { code, err } = await stand.fax(["send", file, "--to", "+13125550148", "--idempotency-key", "k-9"]);
  expect(code).toBe(3);
  expect(err).toContain("--idempotency-key k-9");
  expect(err).toContain(`fax cancel ${faxId}`);
});

test("--wait shows each step once and exits 0 for a delivered fax", async () => {
  const events = ["accepted", "uploaded", "submitted", "delivered"].map((event, index) => ({
    occurred_at: `2026-10-02T14:00:0${index}.000Z`,
    event,
    ...(index > 1 ? { attempt: 1 } : {}),
  }));
  playJourney([
    { status: "preparing", events: events.slice(0, 2) },
    { status: "sending", events: events.slice(0, 3) },
    { status: "sending", events: events.slice(0, 3) },
    { status: "delivered", events, page_count: 2, call_duration_secs: 41 },
  ]);
  const { code, out, pauses } = await stand.fax([
    "send",
    stand.file("a.pdf", pages),
    "--to",
    "+13125550148",
    "--wait",
  ]);
  expect(code).toBe(0);
  expect(out.split("\n").slice(1)).toEqual([
    "  2026-10-02 14:00:00  accepted",
    "  2026-10-02 14:00:01  uploaded",
    "  status: preparing",
    "  2026-10-02 14:00:02  submitted (attempt 1)",
    "  status: sending",
    "  2026-10-02 14:00:03  delivered (attempt 1)",
    "  status: delivered",
    "The fax to +13125550148 is delivered, 2 pages in 41 s.",
    "",
  ]);
  expect(pauses).toEqual([500, 625, 781.25]);
});

test.each([
  [
    { status: "failed", failure_reason: "user_busy", failure_detail: "The line was busy." },
    /failed: user_busy\. The line was busy\./,
  ],
  [{ status: "canceled" }, /is canceled\./],
])("--wait exits 1 for a fax that was not delivered, and says why", async (end, sentence) => {
  playJourney([end]);
  const { code, out } = await stand.fax(["send", stand.file("a.pdf", pages), "--to", "+13125550148", "-w"]);
  expect(code).toBe(1);
  expect(out).toMatch(sentence);
});

test("--json prints one JSON document on stdout: the fax as it ended, without its upload link", async () => {
  playJourney([{ status: "delivered" }]);
  const result = await stand.fax([
    "send",
    stand.file("a.pdf", pages),
    "--to",
    "+13125550148",
    "--wait",
    "--json",
  ]);
  expect(result.json()).toMatchObject({ id: faxId, status: "delivered" });
  playJourney([]);
  const unwaited = await stand.fax(["send", stand.file("a.pdf", pages), "--to", "+13125550148", "--json"]);
  expect(unwaited.json()).toMatchObject({ id: faxId, status: "preparing" });
  expect(unwaited.json().upload_url).toBeUndefined();
});

test("--wait bears short failures; a lasting one says that the fax goes on", async () => {
  let asked = 0;
  stand.play(({ method }) => {
    if (method === "POST") return accepted();
    if (method === "PUT") return { status: 200 };
    return ++asked < 4
      ? { status: 503 }
      : { status: 200, body: { data: sampleFax({ status: "delivered" }) } };
  });
  const file = stand.file("a.pdf", pages);
  expect((await stand.fax(["send", file, "--to", "+13125550148", "--wait"])).code).toBe(0);
  stand.play(({ method }) =>
    method === "POST" ? accepted() : method === "PUT" ? { status: 200 } : { status: 503 },
  );
  const { code, err } = await stand.fax(["send", file, "--to", "+13125550148", "--wait"]);
  expect(code).toBe(3);
  expect(err).toContain("is accepted and goes on");
});
