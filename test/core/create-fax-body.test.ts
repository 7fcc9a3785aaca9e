import { describe, expect, it } from "vitest";
import { createFaxBody, settingsOf } from "../../core/api/create-fax.ts";
import { validate } from "../../core/api/validation.ts";
import { Problem } from "../../core/errors.ts";

const to = "+13125550148";

function faultsOf(body: Record<string, unknown>) {
  try {
    validate(createFaxBody, body);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.status).toBe(422);
    return error.errors;
  }
}

const good: Record<string, unknown[]> = {
  connection_id: ["2504417093312205841", ""],
  from: ["+12065550117", "+442079460000"],
  from_display_name: ["Example Clinic", "Zürich-Praxis_1!.+~", "x".repeat(128), ""],
  media_url: [
    "https://docs.example.com/a.pdf?x=1",
    "http://docs.example.com/a.pdf",
    "",
    null,
    ["https://docs.example.com/a.pdf"],
    Array.from({ length: 20 }, (_, index) => `https://docs.example.com/${index}.pdf`),
  ],
  documents: [
    [{ media_url: "https://docs.example.com/a.pdf" }, { contents: "JVBERi0=" }],
    [{ contents: Buffer.alloc(3_000_000, 7).toString("base64") }],
  ],
  media_name: ["", null],
  quality: ["normal", "high", "very_high", "ultra_light", "ultra_dark"],
  monochrome: [true, false],
  optimize: [true, false],
  black_threshold: [1, 95, 100],
  t38_enabled: [true, false],
  store_media: [true, false],
  store_preview: [true, false],
  preview_format: ["pdf", "tiff"],
  webhook_url: ["https://api.example.com/hook", "", null],
  client_state: ["aGVsbG8=", "", null, "A".repeat(4096)],
  reference: ["order 7", "x".repeat(128), ""],
  tags: [[], ["a"], Array.from({ length: 10 }, (_, index) => `tag-${index}`), ["x".repeat(64)]],
  upload_content_type: ["application/pdf"],
  anything_else: [1, "x", null],
};

// Field, value, the carrier's code (fact sheet, section 8), and what the error points at where it is not the field.
const bad: [field: string, value: unknown, code: string, pointer?: string][] = [
  ["connection_id", 234423, "10026"],
  ["from", 12065550117, "10026"],
  ["from", "2065550117", "10016"],
  ["from", "+0123456789", "10016"],
  ["from", "+1234567890123456", "10016"],
  ["from", "sip:a@example.com", "10016"],
  ["from_display_name", 7, "10026"],
  ["from_display_name", "x".repeat(129), "10025"],
  ["from_display_name", "a<b>", "10032"],
  ["media_url", 7, "10026"],
  ["media_url", [], "10025"],
  ["media_url", [7], "10026"],
  ["media_url", ["https://docs.example.com/a.pdf", "letter.pdf"], "10003", "/media_url/1"],
  ["media_url", ["https://docs.example.com/a.pdf", ""], "10003", "/media_url/1"],
  ["media_url", Array.from({ length: 21 }, () => "https://docs.example.com/a.pdf"), "10025"],
  ["documents", "letter.pdf", "10026"],
  ["documents", [], "10025"],
  ["documents", [{}], "10026", "/documents/0"],
  ["documents", [{ media_url: "letter.pdf" }], "10003", "/documents/0/media_url"],
  ["documents", [{ contents: "not base64!" }], "10032", "/documents/0/contents"],
  ["documents", [{ contents: "abc" }], "10032", "/documents/0/contents"],
  [
    "documents",
    [{ media_url: "https://docs.example.com/a.pdf", contents: "JVBERi0=" }],
    "10026",
    "/documents/0",
  ],
  ["documents", Array.from({ length: 21 }, () => ({ contents: "JVBERi0=" })), "10025"],
  ["media_url", "letter.pdf", "10003"],
  ["media_url", "ftp://docs.example.com/a.pdf", "10003"],
  ["media_url", "https://me:secret@docs.example.com/a.pdf", "10003"],
  ["media_url", `https://docs.example.com/${"x".repeat(2000)}`, "10003"],
  ["media_name", "letter.pdf", "unsupported"],
  ["media_name", 7, "10026"],
  ["quality", "best", "10032"],
  ["quality", 7, "10032"],
  ["monochrome", "yes", "10026"],
  ["black_threshold", "95", "10026"],
  ["black_threshold", 9.5, "10026"],
  ["black_threshold", 0, "10033"],
  ["black_threshold", 101, "10033"],
  ["t38_enabled", 1, "10026"],
  ["store_media", "true", "10026"],
  ["store_preview", null, "10026"],
  ["preview_format", "png", "10032"],
  ["webhook_url", 7, "10026"],
  ["webhook_url", "not a url", "10003"],
  ["client_state", 7, "10026"],
  ["client_state", "not base64!", "90017"],
  ["client_state", "abc", "90017"],
  ["client_state", "A".repeat(4100), "10025"],
  ["reference", 7, "10026"],
  ["reference", "x".repeat(129), "10025"],
  ["tags", "a", "10026"],
  ["tags", [7], "10026", "/tags/0"],
  ["tags", ["ok", ""], "10025", "/tags/1"],
  ["tags", ["x".repeat(65)], "10025", "/tags/0"],
  ["tags", Array.from({ length: 11 }, () => "a"), "10025"],
  ["upload_content_type", "image/tiff", "10032"],
];

describe("the body of POST /v2/faxes", () => {
  it("needs nothing but a number", () => {
    expect(validate(createFaxBody, { to })).toEqual({ to });
  });

  for (const [field, values] of Object.entries(good)) {
    it(`takes a good ${field}`, () => {
      for (const value of values) expect(faultsOf({ to, [field]: value })).toEqual([]);
    });
  }

  it.each(bad)("refuses %s = %j with %s", (field, value, code, pointer = `/${field}`) => {
    const faults = faultsOf({ to, [field]: value });
    expect(faults.map((fault) => [fault.code, fault.source])).toEqual([[code, { pointer }]]);
    expect(faults[0]?.detail).toContain(field);
  });

  it.each([
    [{}, "10004"],
    [{ to: null }, "10026"],
    [{ to: "3125550148" }, "10016"],
    [{ to: ["+13125550148"] }, "10026"],
    [{ to: "" }, "10016"],
  ])("refuses %j: the number is missing or none", (body, code) => {
    expect(faultsOf(body)).toMatchObject([{ code, source: { pointer: "/to" } }]);
  });

  it("names every fault at once, twenty at most", () => {
    const faults = faultsOf({
      quality: 1,
      tags: Array.from({ length: 10 }, () => 7),
      reference: 7,
      monochrome: 7,
    });
    expect(new Set(faults.map((fault) => JSON.stringify(fault.source)))).toContain('{"pointer":"/to"}');
    expect(faults.length).toBe(14);
    const many = Array.from({ length: 30 }, () => 7);
    expect(faultsOf({ to, tags: many }).length).toBeLessThanOrEqual(20);
  });

  it("the part for the carrier holds what was given and nothing else", () => {
    const body = validate(createFaxBody, { to, quality: "normal", t38_enabled: false, reference: "x" });
    expect(settingsOf(body)).toEqual({ quality: "normal", t38Enabled: false });
  });
});
