import { describe, expect, it } from "vitest";
import { extensionOf, officeAsItIs } from "../../core/documents/office.ts";
import { readCallLink } from "../../core/keys-in-bucket.ts";
import { officeFile } from "../support/office-files.ts";
import { uuid } from "../support/faxes.ts";

const pdf = Buffer.from("%PDF-1.7");

describe("office documents that go to the carrier as they are", () => {
  it.each([
    ["letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"],
    ["letter.doc", "application/msword", "doc"],
    ["letter.rtf", "application/rtf", "rtf"],
  ])("%s, under a name that tells what it is", (name, contentType, extension) => {
    const bytes = officeFile(name);
    expect(officeAsItIs([bytes], false)).toEqual({ pieces: [bytes], contentType });
    expect(extensionOf(contentType)).toBe(extension);
    const link = `https://media.example/call/${uuid("fax")}/3.${extension}?t=x`;
    expect(readCallLink(link)).toEqual({ faxId: uuid("fax"), attempt: 3, extension });
  });

  it.each(["letter.odt", "sheet.xlsx", "slides.pptx"])("%s is none that it takes", (name) => {
    expect(officeAsItIs([officeFile(name)], false)).toBe("office_conversion_disabled");
  });

  it("are alone and without a cover page, and everything else is made into a PDF here", () => {
    const word = officeFile("letter.docx");
    expect(officeAsItIs([word, pdf], false)).toBe("office_not_alone");
    expect(officeAsItIs([pdf, word], false)).toBe("office_not_alone");
    expect(officeAsItIs([word], true)).toBe("office_not_alone");
    expect(officeAsItIs([pdf, pdf], true)).toBeUndefined();
    expect(extensionOf("application/pdf")).toBe("pdf");
  });
});
