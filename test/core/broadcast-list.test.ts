import { describe, expect, it } from "vitest";
import { readRows } from "../../adapters/csv/read-rows.ts";
import {
  readNumbers,
  readRejections,
  rangeOfLines,
  lineBytes,
  writeNumbers,
  writeRejections,
} from "../../core/broadcast-list.ts";
import { cleanNumbers } from "../../core/clean-numbers.ts";

const rules = { country: "US", allowedCountries: ["US", "CA"] };
const rowsOf = (csv: string | Buffer) => readRows(Buffer.from(csv as string), 1_000);
const clean = (csv: string | Buffer) => {
  const rows = rowsOf(csv);
  if (rows === "too_many") throw new Error("too many");
  return cleanNumbers(rows, rules);
};
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

describe("a list's rows become numbers, each once, or are explained", () => {
  it.each<[string, string | Buffer]>([
    ["one number a line", "+13125550148\n+13125550149\n"],
    ["a header", "to\n+13125550148\n+13125550149"],
    ["a header nobody knows", "Telefax\n+13125550148\n+13125550149"],
    ["a column among others", "name,Fax Number,city\nA,+13125550148,X\nB,+13125550149,Y\n"],
    ["semicolons", "name;fax\nA;+13125550148\nB;+13125550149\n"],
    ["tabs", "name\tto\nA\t+13125550148\nB\t+13125550149\n"],
    [
      "a byte order mark, line ends of Windows and empty lines",
      "\ufeffto\r\n\r\n+13125550148\r\n\r\n+13125550149\r\n",
    ],
    ["a spreadsheet's own text", utf16("to\r\n+13125550148\r\n+13125550149\r\n")],
    ["quotes, and line breaks within another column", 'name,to\n"A\nB","+13125550148"\nC,"(312) 555-0149"\n'],
    ["national forms", "(312) 555-0148\n312.555.0149\n"],
    ["odd spaces and dashes", "312\u00a0555\u20110148\n1 312 555 0149\n"],
  ])("%s", (_name, csv) => {
    expect(clean(csv)).toMatchObject({ rows: 2, numbers: ["+13125550148", "+13125550149"], rejections: [] });
  });

  it("the same number written in two ways is one", () => {
    expect(clean("+13125550148\n(312) 555-0148\n13125550148\n")).toEqual({
      rows: 3,
      numbers: ["+13125550148"],
      duplicates: 2,
      rejections: [],
    });
  });

  it("each row that makes no fax is named with its place, its text and why", () => {
    const csv = 'to\n+13125550148\n\n1.31255E+10\n+4930123456\n9005550148\n"",x\n=cmd()\n+13125550149\n';
    const { numbers, rejections } = clean(csv);
    expect(numbers).toEqual(["+13125550148", "+13125550149"]);
    expect(rejections).toEqual([
      { row: 4, value: "1.31255E+10", why: "number_not_understood" },
      { row: 5, value: "+4930123456", why: "country_not_allowed" },
      { row: 6, value: "9005550148", why: "number_not_allowed" },
      { row: 7, value: "", why: "number_missing" },
      { row: 8, value: "=cmd()", why: "number_not_understood" },
    ]);
  });

  it("words around a number make it none: nobody is called by guessing", () => {
    const { numbers, rejections } = clean("+13125550148\ncall 3125550149 now\n3125550149 ext 5\n");
    expect(numbers).toEqual(["+13125550148"]);
    expect(rejections).toHaveLength(2);
  });
});

describe("a hostile list", () => {
  it("a quotation mark that is never closed spoils its own line and no other", () => {
    const { numbers, rejections } = clean('to\n+13125550148\n"+13125550149\n+13125550150\n+13125550151\n');
    expect(numbers).toEqual(["+13125550148", "+13125550150", "+13125550151"]);
    expect(rejections.map(({ row }) => row)).toEqual([3]);
  });

  it("two of them do not swallow the rows between", () => {
    const { numbers } = clean('+13125550148\n"x\n+13125550149\n+13125550150\ny"\n+13125550151\n');
    expect(numbers).toEqual(["+13125550148", "+13125550149", "+13125550150", "+13125550151"]);
  });

  it("an endless line is one row", () => {
    const { numbers, rejections } = clean(`+13125550148\n${"1,".repeat(200_000)}\n+13125550149\n`);
    expect(numbers).toEqual(["+13125550148", "+13125550149"]);
    expect(rejections.map(({ value }) => value.length)).toEqual([60]);
  });

  it("nothing, empty lines, zero bytes and megabytes of quotes end at once", () => {
    for (const csv of ["", "\n\n\r\n", "\0\0\0", '"', ",,,,"]) expect(clean(csv).numbers).toEqual([]);
    const begun = performance.now();
    expect(readRows(Buffer.alloc(4 << 20, '"\n'), 1_000)).toBe("too_many");
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it("more rows than allowed are told apart from as many", () => {
    const of = (count: number) =>
      Buffer.from(`to\n${Array.from({ length: count }, (_, i) => `+1312${2_000_000 + i}`).join("\n")}\n`);
    expect(readRows(of(1_001), 1_000)).toBe("too_many");
    expect(readRows(of(1_000), 1_000)).toHaveLength(1_000);
  });
});

describe("the clean list", () => {
  const numbers = ["+13125550148", "+442079460000", "+123456789012345"];

  it("has lines of one length, so that any part is read by its place", () => {
    const bytes = writeNumbers(numbers);
    expect(bytes.length).toBe(3 * lineBytes);
    expect(readNumbers(bytes)).toEqual(numbers);
    const [from = 0, to = 0] = rangeOfLines(1, 2).match(/\d+/g)?.map(Number) ?? [];
    expect(readNumbers(bytes.subarray(from, to + 1))).toEqual(numbers.slice(1));
  });

  it("rejections are read page by page", () => {
    const rejections = Array.from({ length: 5 }, (_, index) => ({
      row: index + 1,
      value: "x\ny",
      why: "number_not_understood" as const,
    }));
    const bytes = writeRejections(rejections);
    expect(readRejections(bytes, 2, 2)).toEqual(rejections.slice(2, 4));
    expect(readRejections(bytes, 4, 2)).toEqual([]);
  });
});
