import { describe, expect, it } from "vitest";
import { formFields, jsonFields, looksLikeJson } from "../../core/api/body-fields.ts";
import { createFaxBody } from "../../core/api/create-fax.ts";
import { validate } from "../../core/api/validation.ts";
import { type Problem } from "../../core/errors.ts";

const form = (text: string) => formFields(new URLSearchParams(text));

describe("a form's fields", () => {
  it.each([
    ["to=%2B13125550148&quality=high", { to: "+13125550148", quality: "high" }],
    ["monochrome=true&t38_enabled=false", { monochrome: true, t38_enabled: false }],
    ["store_media=TRUE", { store_media: "TRUE" }],
    ["black_threshold=95", { black_threshold: 95 }],
    ["black_threshold=-1", { black_threshold: -1 }],
    ["black_threshold=9.5", { black_threshold: "9.5" }],
    ["black_threshold=99999999999999999999", { black_threshold: "99999999999999999999" }],
    ["connection_id=234423", { connection_id: "234423" }],
    ["tags=a", { tags: ["a"] }],
    ["tags=a&tags=b", { tags: ["a", "b"] }],
    ["to=%2B13125550148&to=%2B13125550149", { to: ["+13125550148", "+13125550149"] }],
    ["media_url=a&media_url=b", { media_url: ["a", "b"] }],
    ['documents=[{"media_url":"a"}]', { documents: [{ media_url: "a" }] }],
    ["reference=", { reference: "" }],
    ["", {}],
  ])("%s is read as %j", (text, fields) => {
    expect(form(text)).toEqual(fields);
  });

  it("a number given twice is named by validation, not sent to one of them", () => {
    const fields = form("to=%2B13125550148&to=%2B13125550149");
    expect(() => validate(createFaxBody, fields)).toThrow(/'to' parameter must be a string/);
  });

  it("has at most 200 fields, told before any work is done with them", () => {
    const entries = Array.from({ length: 100_000 }, () => ["tags", "x"] as [string, string]);
    expect(() => formFields(entries)).toThrow(/200 fields/);
  });

  it("a field named like a part of every object changes none", () => {
    const fields = form("__proto__=x&constructor=y");
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

describe("a JSON body", () => {
  it("is an object", () => {
    expect(jsonFields('{"to":"+13125550148"}')).toEqual({ to: "+13125550148" });
  });

  it.each(["", "{", "[]", "null", "7", '"text"', "to=1"])("%j is refused with 400", (text) => {
    expect.assertions(2);
    try {
      jsonFields(text);
    } catch (error) {
      expect((error as Problem).status).toBe(400);
      expect((error as Problem).errors[0]).toMatchObject({ code: "10015", source: { pointer: "" } });
    }
  });

  it("is recognised under a form's content type", () => {
    expect(looksLikeJson('  \n{"to": "+1"}')).toBe(true);
    expect(looksLikeJson("to=%7B")).toBe(false);
  });
});
