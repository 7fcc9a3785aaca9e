import { markup, type Markup } from "./markup.ts";

/** What every page stands in. `refreshSeconds`: how often it is asked for again; never, if absent. */
export const frame = (title: string, main: Markup, refreshSeconds?: number): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refreshSeconds === undefined ? undefined : markup`<meta http-equiv="refresh" content="${refreshSeconds}">\n`}<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;

/** A moment in the time zone of this machine, which is the reader's, too. */
export const moment = (at: number): Markup =>
  markup`<time datetime="${new Date(at).toISOString()}">${written.format(at)}</time>`;

const written = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export const sizeWords = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};
