import type { Outbox } from "../engines/outbox.ts";
import { download, foreignHtml, page, shownFile, stylesheet, type Answer } from "./answers.ts";
import { listPage } from "./list-page.ts";
import { mailPage, noSuchMail } from "./mail-page.ts";
import { readMail, type MailFile } from "./read-mail.ts";
import { shownTypes } from "./shown-types.ts";
import { pageStyle } from "./style.ts";
import { openSummaries } from "./summaries.ts";

/** Draws a PDF's first page as a PNG; undefined for one that cannot be drawn. */
export type DrawPage = (pdf: Uint8Array) => Promise<Uint8Array | undefined>;

export type RouteDeps = { outbox: Pick<Outbox, "list">; drawPage: DrawPage };

const mailPath = /^\/mails\/([\w-]+)(?:\/(source|html|files\/(\d{1,3})(?:\/(shown|page))?))?$/;
const notFound = (): Answer => page(noSuchMail(), 404);

/** Answers a path without its query. */
export function openRoutes(deps: RouteDeps): (path: string) => Promise<Answer> {
  const summaryOf = openSummaries();
  return async (path) => {
    if (path === "/") {
      return page(listPage(await Promise.all(deps.outbox.list().reverse().map(summaryOf))));
    }
    return path === "/style.css" ? stylesheet(pageStyle) : answerMail(deps, path);
  };
}

async function answerMail(deps: RouteDeps, path: string): Promise<Answer> {
  const [, id, what, number, how] = mailPath.exec(path) ?? [];
  const sent = deps.outbox.list().find((one) => one.id === id);
  if (!sent) return notFound();
  if (what === "source") return download(sent.raw, `${sent.id}.eml`, "message/rfc822");
  const mail = await readMail(sent.raw);
  if (what === undefined) return page(mailPage(sent, mail));
  if (what === "html") return mail?.html ? foreignHtml(mail.html) : notFound();
  const file = mail?.files[Number(number) - 1];
  return file ? answerFile(deps, file, how) : notFound();
}

async function answerFile({ drawPage }: RouteDeps, file: MailFile, how: string | undefined): Promise<Answer> {
  const { name, kind, bytes } = file;
  if (how === undefined) return download(bytes, name);
  if (how === "shown") {
    const type = shownTypes[kind];
    return type ? shownFile(type, bytes, name) : notFound();
  }
  const drawn = kind === "pdf" ? await drawPage(bytes) : undefined;
  return drawn ? shownFile("image/png", drawn, `${name}.png`) : notFound();
}
