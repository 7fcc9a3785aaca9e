import * as v from "valibot";

/** Names of the covers and logos that an installation keeps for itself. */
export const coverName = v.pipe(
  v.string("10026|must be a string"),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    "10032|must be 1 to 40 small letters, digits and hyphens, such as letterhead",
  ),
);

/** Where in the table they are noted. */
export const coverPartition = "covers";

/** What is kept under such a name: a form of a page, HTML, or a picture for the head of a built-in page. */
export const keptCoverKinds = ["pdf", "html", "picture"] as const;
export type KeptCoverKind = (typeof keptCoverKinds)[number];

/** What is known of one; its file lies in the bucket. `places`: names of what it has room for. */
export type KeptCover = {
  name: string;
  kind: KeptCoverKind;
  places: string[];
  sizeBytes: number;
  storedAt: number;
};

export const coverContentTypes: Record<KeptCoverKind, string> = {
  pdf: "application/pdf",
  html: "text/html; charset=utf-8",
  // Told by its content when it is used.
  picture: "application/octet-stream",
};

/** A cover page is no document: what is larger was meant for something else. */
export const maxCoverBytes = 1024 * 1024;
export const maxCovers = 100;
