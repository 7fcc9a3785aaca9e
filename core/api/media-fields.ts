import * as v from "valibot";
import { maxDocuments } from "../document-check.ts";

export const webAddress = v.pipe(
  v.string("10026|must be a string"),
  v.maxLength(2000, "10003|must have at most 2000 characters"),
  v.check(
    (text) => text === "" || isWebAddress(text),
    "10003|must be an http or https URL without a user name",
  ),
);
const link = v.pipe(webAddress, v.nonEmpty("10003|must not be empty"));

const tooMany = `10025|must have at most ${maxDocuments} entries`;

/** Where pages are to be fetched: one link, as Telnyx's schemas have it, or several, as its words say. */
export const mediaUrl = v.union(
  [
    webAddress,
    v.pipe(
      v.array(link),
      v.minLength(1, "10025|must have at least one URL"),
      v.maxLength(maxDocuments, tooMany),
    ),
  ],
  "10026|must be a URL, or a list of URLs",
);

const document = v.union(
  [
    v.strictObject({ media_url: link }),
    v.strictObject({
      contents: v.pipe(
        v.string("10026|must be a string"),
        v.minLength(1, "10025|must not be empty"),
        v.check(isBase64, "10032|must be Base64"),
      ),
    }),
  ],
  '10026|must be {"media_url": "https://..."} or {"contents": "Base64"}',
);

/** Links and documents themselves, in order. */
export const documentList = v.pipe(
  v.array(document, "10026|must be a list"),
  v.minLength(1, "10025|must have at least one document"),
  v.maxLength(maxDocuments, tooMany),
);

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === ""
  );
}

/** Without a pattern: megabytes of text would be too much for one. */
function isBase64(text: string): boolean {
  return Buffer.from(text, "base64").toString("base64") === text;
}
