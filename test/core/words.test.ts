import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allows, hashOfToken, isAlive, keyIdOf, writeApiKey, type ApiKey } from "../../core/api-key.ts";
import { documentFailure, looksLikePdf, type DocumentFault } from "../../core/document-check.ts";
import { explainFailure } from "../../core/failure-reasons.ts";
import { masked } from "../../core/fax-number.ts";
import { countryOf, normaliseFaxNumber } from "../../core/numbering-plan.ts";
import { faxStatuses } from "../../core/fax.ts";
import { noon } from "../support/faxes.ts";
import { inboundReasons, outboundReasons } from "../support/failure-reasons.ts";

describe("words", () => {
  it("these are all the status words the product uses", () => {
    expect([...faxStatuses].sort()).toEqual([
      "canceled",
      "delivered",
      "failed",
      "fetching",
      "preparing",
      "queued",
      "received",
      "receiving",
      "scheduled",
      "sending",
    ]);
  });

  it.each([...outboundReasons, ...inboundReasons])(
    "the carrier's reason %s has a sentence of its own",
    (reason) => {
      expect(explainFailure(reason)).toMatch(/^[A-Z].*\.$/);
      expect(explainFailure(reason)).not.toContain("calls the reason");
    },
  );

  it("a reason nobody knows is named as it came, cut short", () => {
    expect(explainFailure("brand_new")).toBe("The fax failed; the carrier calls the reason brand_new.");
    expect(explainFailure("x".repeat(500)).length).toBeLessThan(150);
  });

  it("every fault of a document has a reason of the carrier's, or its own, and a sentence", () => {
    const faults: DocumentFault[] = [
      "document_not_pdf",
      "document_too_many_pages",
      "document_missing",
      "upload_expired",
    ];
    expect(faults.map((fault) => documentFailure(fault).reason)).toEqual([
      "file_format_invalid",
      "page_count_limit_exceeded",
      "file_download_failed",
      "upload_expired",
    ]);
    for (const fault of faults) expect(documentFailure(fault).detail).toMatch(/\.$/);
  });

  it("a PDF shows itself within its first kilobyte", () => {
    expect(looksLikePdf(Buffer.from("junk\n%PDF-1.7"))).toBe(true);
    expect(looksLikePdf(Buffer.from(" ".repeat(1024) + "%PDF-1.7"))).toBe(false);
    expect(looksLikePdf(Buffer.alloc(0))).toBe(false);
    expect(looksLikePdf(Buffer.from("%PDF-1.7").subarray(1))).toBe(false);
  });
});

describe("fax numbers", () => {
  it.each([
    ["(312) 555-0148", "US", "+13125550148"],
    ["312.555.0148", "US", "+13125550148"],
    ["+1 312 555 0148", "DE", "+13125550148"],
    ["030 123456", "DE", "+4930123456"],
    ["020 7946 0000", "GB", "+442079460000"],
    ["555-0148", "US", undefined],
    ["", "US", undefined],
    ["fax", "US", undefined],
    ["911", "US", undefined],
    ["9".repeat(300), "US", undefined],
  ])("%j read in %s is %s", (written, country, number) => {
    expect(normaliseFaxNumber(written, country)).toBe(number);
  });

  it("know their country where the plan tells", () => {
    expect(countryOf("+13125550148")).toBe("US");
    expect(countryOf("+442079460000")).toBe("GB");
    expect(countryOf("+99912345678")).toBeUndefined();
  });

  it("show two digits at most", () => {
    expect(masked("+13125550148")).toBe("**********48");
    expect(masked("4")).toBe("4");
  });
});

describe("API keys", () => {
  const key: ApiKey = { id: "key_ab12cd", name: "n", scopes: ["read"], secretHash: "", createdAt: noon };

  it("carry their id, and nothing else passes for one", () => {
    const token = writeApiKey("key_ab12cd", "s".repeat(43));
    expect(keyIdOf(token)).toBe("key_ab12cd");
    expect(hashOfToken(token)).toMatch(/^[0-9a-f]{64}$/);
    for (const other of ["", "sfx_ab12cd", "sfx_AB.ssssssssssssssssssssss", "KEY123_secret", `${token} `]) {
      expect(keyIdOf(other)).toBeUndefined();
    }
  });

  it("do what their scopes say; admin does everything", () => {
    expect([allows(key, "read"), allows(key, "send"), allows(key, "admin")]).toEqual([true, false, false]);
    expect(allows({ ...key, scopes: ["admin"] }, "send")).toBe(true);
  });

  it("die when revoked or expired", () => {
    expect(isAlive(key, noon)).toBe(true);
    expect(isAlive({ ...key, revokedAt: noon }, noon)).toBe(false);
    expect(isAlive({ ...key, expiresAt: noon }, noon)).toBe(false);
    expect(isAlive({ ...key, expiresAt: noon + 1 }, noon)).toBe(true);
  });
});

describe("the core is pure", () => {
  it("reads no clock, no randomness and no environment", async () => {
    const { globSync } = await import("node:fs");
    const files = globSync("core/**/*.ts");
    expect(files.length).toBeGreaterThan(20);
    const impure =
      /Date\.now\(|new Date\(\)|Math\.random|randomUUID|randomBytes|process\.env|performance\.now|fetch\(/;
    expect(files.filter((file) => impure.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});
