import type { FileKind } from "../../core/documents/tell-kind.ts";
import type { Sent } from "../engines/outbox.ts";
import { frame, moment, sizeWords } from "./frame.ts";
import { markup, type Markup } from "./markup.ts";
import type { MailFile, ReadMail } from "./read-mail.ts";
import { shownTypes } from "./shown-types.ts";

/** Longer than any letter; the whole is in the source. */
const maxShownText = 200_000;

/** One mail: its headers, its text, its HTML behind glass, what is attached, and the way to its source. */
export const mailPage = (sent: Sent, mail: ReadMail | undefined): Markup =>
  frame(
    mail?.subject ?? "A mail that cannot be read",
    markup`<nav><a href="/">Mails that would leave</a></nav>
<article>
<h1><bdi>${mail?.subject ?? "This mail cannot be read"}</bdi></h1>
<dl>
${mail?.headers.map(({ name, value }) => entry(name, markup`<bdi>${value}</bdi>`))}${entry(
      "Would leave",
      markup`${moment(sent.at)}, from <bdi>${sent.from}</bdi> to <bdi>${sent.to.join(", ")}</bdi>`,
    )}</dl>
${mail?.text?.trim() ? text(mail.text) : undefined}
${mail?.html ? glass(sent.id) : undefined}
${mail && mail.files.length > 0 ? attachments(sent.id, mail.files) : undefined}
<p class="source"><a href="/mails/${sent.id}/source" download>Download the raw message</a> (.eml, ${sizeWords(sent.raw.length)})</p>
</article>`,
  );

export const noSuchMail = (): Markup =>
  frame(
    "Not here",
    markup`<nav><a href="/">Mails that would leave</a></nav>
<h1>There is nothing here</h1>
<p class="about">A mail older than the hundred that are shown lies in the data folder, under cloud/outbox.</p>`,
  );

const entry = (name: string, value: Markup): Markup => markup`<div><dt>${name}</dt><dd>${value}</dd></div>
`;

const text = (said: string): Markup => markup`<section aria-label="Text">
<pre class="text">${said.trim().slice(0, maxShownText)}</pre>
${said.length > maxShownText ? markup`<p class="about">It goes on; the whole text is in the raw message.</p>` : undefined}</section>`;

const glass = (id: string): Markup => markup`<section>
<h2>HTML</h2>
<iframe src="/mails/${id}/html" sandbox="" referrerpolicy="no-referrer" title="The mail's HTML"></iframe>
</section>`;

const attachments = (id: string, files: MailFile[]): Markup => markup`<section>
<h2>${files.length === 1 ? "1 attachment" : `${files.length} attachments`}</h2>
<ul class="files">
${files.map((file, index) => attachment(`/mails/${id}/files/${index + 1}`, file))}</ul>
</section>`;

const attachment = (path: string, { name, mimeType, kind, bytes }: MailFile): Markup => markup`<li>
${title(path, name, kind)}
<p class="about">${mimeType}, ${sizeWords(bytes.length)}</p>
<p><a href="${path}" download aria-label="Download ${name}">Download</a></p>
</li>
`;

/** The file's name, with a look at it where the browser can open it. */
function title(path: string, name: string, kind: FileKind): Markup {
  if (!(kind in shownTypes)) return markup`<p class="name"><bdi>${name}</bdi></p>`;
  const picture = kind === "pdf" ? `${path}/page` : `${path}/shown`;
  // Its name says what the picture is, and is all there is of a PDF that cannot be drawn.
  return markup`<a class="name" href="${path}/shown"><img src="${picture}" alt=""><bdi>${name}</bdi></a>`;
}
