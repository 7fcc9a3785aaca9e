import { expect, it } from "vitest";
import { isBase64 } from "../../core/base64.ts";

it.each([
  ["", true],
  ["aGVsbG8=", true],
  ["aGVsbA==", true],
  ["aGVsbG8h", true],
  ["aGVsbG8", false],
  ["aGV bG8=", false],
  ["aGVsbG8é", false],
  ["====", false],
])("whether %j is Base64: %s", (text, is) => {
  expect(isBase64(text)).toBe(is);
});

it("is told of a long one, too", () => {
  expect(isBase64("QUJD".repeat(4_000_000))).toBe(true);
  expect(isBase64(`${"QUJD".repeat(4_000_000)}QU*D`)).toBe(false);
});
