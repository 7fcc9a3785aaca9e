/** Seeded wrong requests over all routes, each with the place its answer must name. */

export type WrongRequest = {
  what: string;
  path: string;
  init: RequestInit & { headers: Record<string, string> };
  /** Pointer or parameter the answer must name; undefined where no single field is at fault. */
  names?: string;
  statuses: number[];
};

export type Random = () => number;

/** mulberry32: small, seeded, good enough to choose mistakes. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const junk = (random: Random): string =>
  Array.from({ length: 1 + Math.floor(random() * 30) }, () =>
    String.fromCharCode(32 + Math.floor(random() * 200)),
  ).join("");

const good = { to: "+13127367276" };
const never = [{}, [], { eq: 1 }, [null], [[]]];
/** Values that are wrong for a field in JSON. */
const wrongInJson: Record<string, readonly unknown[]> = {
  to: ["", "12345", "+0123", "sip:a@b", 13127367276, null, true, "+1312736727612345678", ...never],
  from: ["", "12345", 1, true, "+1 312 555 0148", ...never],
  connection_id: [5, true, "other", ...never],
  from_display_name: [7, "x".repeat(129), "a<b>", "naïve\u0000", ...never],
  media_url: [
    "nonsense",
    "ftp://example.com/x",
    "https://user:pw@example.com/",
    "http://10.0.0.1/x",
    7,
    true,
    `https://example.com/${"a".repeat(2000)}`,
    "javascript:alert(1)",
    "https://169.254.169.254/latest",
    ...never,
  ],
  media_name: ["file", 3, ...never],
  quality: ["best", "", 1, ...never],
  monochrome: ["yes", 1, "true", ...never],
  black_threshold: [0, 101, 1.5, "95", -1, 1e9, ...never],
  t38_enabled: [0, "false", ...never],
  store_media: ["no", 2, ...never],
  store_preview: [1, ...never],
  preview_format: ["png", 0, ...never],
  webhook_url: ["nope", 5, "file:///etc/passwd", ...never],
  client_state: ["%%%", "abc", 5, true, "a".repeat(4100), ...never],
  reference: ["x".repeat(129), 5, ...never],
  upload_content_type: ["text/html", 5, ...never],
  tags: ["a", [""], ["x".repeat(65)], Array.from({ length: 11 }, () => "t"), [5], {}],
};
/** Values that are wrong for a field in a form, where all is text. */
const wrongInForm: Record<string, readonly string[]> = {
  to: ["", "12345", "+0123", "abc"],
  from: ["12", "x"],
  connection_id: ["other"],
  from_display_name: ["a<b>", "x".repeat(129)],
  media_url: ["nonsense", "ftp://example.com/x"],
  quality: ["best"],
  monochrome: ["maybe", "1"],
  black_threshold: ["0", "101", "many", "1.5"],
  t38_enabled: ["on"],
  preview_format: ["gif"],
  client_state: ["%%%"],
  reference: ["x".repeat(129)],
};
const wrongQueries: [name: string, ...values: string[]][] = [
  ["page[number]", "0", "-1", "x", "1001", "1e3", ""],
  ["page[size]", "0", "251", "ten", "9999999"],
  ["page[after]", "!", "AAAA", "x".repeat(300)],
  ["filter[direction][eq]", "up", ""],
  ["filter[to][eq]", "123", "abc"],
  ["filter[from][eq]", "%", "+0"],
  ["filter[status][eq]", "lost", "sent"],
  ["filter[created_at][gte]", "yesterday", "2026-13-45"],
  ["filter[created_at][lt]", "now"],
  ["filter[subject][eq]", "x"],
  ["filter[to][like]", "x"],
  ["page[offset][x][y]", "3"],
];

type Maker = (random: Random) => WrongRequest;
const json = { "content-type": "application/json" };
const post = (path: string, body: unknown, headers: Record<string, string> = json) => ({
  path,
  init: { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) },
});

const makers: Maker[] = [
  (random) => {
    const field = pick(random, Object.keys(wrongInJson));
    const value = pick(random, wrongInJson[field] ?? []);
    return {
      what: `JSON ${field}`,
      ...post("/v2/faxes", { ...good, [field]: value }),
      names: `/${field}`,
      statuses: [422],
    };
  },
  (random) => {
    const field = pick(random, Object.keys(wrongInForm));
    const value = pick(random, wrongInForm[field] ?? []);
    const body = new URLSearchParams({ ...good, [field]: value }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return {
      what: `form ${field}`,
      ...post("/v2/faxes", body, headers),
      names: `/${field}`,
      statuses: [422],
    };
  },
  (random) => {
    const field = pick(random, Object.keys(wrongInForm));
    const form = new FormData();
    for (const [name, value] of Object.entries({
      ...good,
      [field]: pick(random, wrongInForm[field] ?? []),
    })) {
      form.set(name, value);
    }
    return {
      what: `multipart ${field}`,
      path: "/v2/faxes",
      init: { method: "POST", headers: {}, body: form },
      names: `/${field}`,
      statuses: [422],
    };
  },
  (random) => {
    const form = new FormData();
    form.set("to", good.to);
    const kind = pick(random, ["text", "empty", "other"]);
    if (kind === "text") form.set("contents", "no file");
    else if (kind === "empty") form.set("contents", new Blob([]), "a.pdf");
    else form.set("attachment", new Blob(["x"]), "a.pdf");
    return {
      what: `multipart file ${kind}`,
      path: "/v2/faxes",
      init: { method: "POST", headers: {}, body: form },
      names: kind === "other" ? "/attachment" : "/contents",
      statuses: [422],
    };
  },
  (random) => {
    const [name, ...values] = pick(random, wrongQueries);
    const path = `/v2/faxes?${encodeURIComponent(name)}=${encodeURIComponent(pick(random, values))}`;
    return { what: `query ${name}`, path, init: { headers: {} }, names: name, statuses: [422] };
  },
  (random) => ({
    what: "broken JSON",
    ...post(
      "/v2/faxes",
      pick(random, ["{", '{"to":', "[]", "null", "7", '"x"', '{"to":"+1"}}', junk(random)]),
    ),
    statuses: [400],
  }),
  (random) => ({
    what: "broken multipart",
    ...post("/v2/faxes", junk(random), {
      "content-type": pick(random, ["multipart/form-data", "multipart/form-data; boundary=x"]),
    }),
    statuses: [400],
  }),
  (random) => ({
    what: "content type",
    ...post("/v2/faxes", "<to>+13127367276</to>", {
      "content-type": pick(random, ["application/xml", "text/plain", "application/octet-stream", "x/y"]),
    }),
    statuses: [415],
  }),
  (random) => ({
    what: "authorization",
    path: pick(random, ["/v2/faxes", "/v2/keys", "/v2/refusals"]),
    init: {
      headers: {
        authorization: pick(random, [
          "Bearer",
          "Basic eDp5",
          "Bearer  ",
          "Bearer x.y",
          `Bearer ${"k".repeat(600)}`,
          "",
        ]),
      },
    },
    statuses: [401],
  }),
  (random) => ({
    what: "Idempotency-Key",
    ...post("/v2/faxes", good, { ...json, "idempotency-key": pick(random, ["a b", "x".repeat(256), "ü"]) }),
    names: "Idempotency-Key",
    statuses: [422],
  }),
  (random) => {
    const id = pick(random, ["x", "00000000-0000-4000-8000-000000000000", "..%2f..", "%00", "a".repeat(300)]);
    const [method, suffix] = pick(random, [
      ["GET", ""],
      ["DELETE", ""],
      ["GET", "/document"],
      ["POST", "/actions/cancel"],
      ["POST", "/actions/refresh"],
    ] as const);
    return {
      what: `unknown fax ${method} ${suffix}`,
      path: `/v2/faxes/${id}${suffix}`,
      init: { method, headers: {} },
      statuses: [400, 404],
    };
  },
  (random) => {
    const field = pick(random, ["name", "scopes", "expires_at", "mailbox_id"]);
    const wrong = {
      name: ["", 5, "x".repeat(101), null],
      scopes: [[], "send", ["everything"], [5], ["send", "send", "send", "send"]],
      expires_at: ["soon", 5, "2001-01-01T00:00:00Z"],
      mailbox_id: [5, "", "desk", "mbx_0000000000000000"],
    }[field] as unknown[];
    return {
      what: `key ${field}`,
      ...post("/v2/keys", { name: "k", [field]: pick(random, wrong) }),
      names: `/${field}`,
      statuses: [422],
    };
  },
  (random) => ({
    what: "unknown key",
    path: `/v2/keys/${pick(random, ["x", "key_none0000", "key_%20", "first"])}`,
    init: { method: "DELETE", headers: {} },
    statuses: [404],
  }),
  (random) => ({
    what: "webhook",
    path: "/webhooks/telnyx",
    init: {
      method: "POST",
      headers: {
        "telnyx-signature-ed25519": pick(random, ["", "x", "A".repeat(86) + "=="]),
        "telnyx-timestamp": pick(random, ["", "x", "0", String(Math.floor(Date.now() / 1000)), "1e9"]),
      },
      body: junk(random),
    },
    statuses: [403],
  }),
  (random) => ({
    what: "unknown route",
    path: pick(random, ["/", "/v2", "/v2/fax", "/v3/faxes", "/v2/faxes/a/b/c", "/.env"]),
    init: { method: pick(random, ["GET", "POST", "PUT", "DELETE"]), headers: {} },
    statuses: [400, 404],
  }),
];

export const wrongRequest = (random: Random): WrongRequest => pick(random, makers)(random);
