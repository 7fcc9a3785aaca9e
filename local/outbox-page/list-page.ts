import { frame, moment } from "./frame.ts";
import { markup, type Markup } from "./markup.ts";
import type { Summary } from "./summaries.ts";

const refreshSeconds = 5;

/** The mails, the latest first; the page asks for itself again. */
export const listPage = (mails: Summary[]): Markup =>
  frame(
    `Outbox (${mails.length})`,
    markup`<h1>Mails that would leave</h1>
<p class="about">No mail leaves this machine. ${mails.length === 0 ? "None was written yet; this page looks again every few seconds." : undefined}</p>
${mails.length === 0 ? undefined : table(mails)}`,
    refreshSeconds,
  );

const table = (mails: Summary[]): Markup => markup`<table>
<thead><tr><th scope="col">Time</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>
${mails.map(row)}</tbody>
</table>`;

const row = ({ id, at, from, to, subject, files }: Summary): Markup => markup`<tr>
<td class="time">${moment(at)}</td>
<td class="who"><bdi>${from}</bdi></td>
<td class="who"><bdi>${to.join(", ")}</bdi></td>
<td class="subject"><a href="/mails/${id}"><bdi>${subject}</bdi></a>${files === 0 ? undefined : clip(files)}</td>
</tr>
`;

function clip(files: number): Markup {
  const words = files === 1 ? "1 attachment" : `${files} attachments`;
  return markup` <span class="clip" title="${words}"><svg role="img" aria-label="${words}" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round"><path d="M11.5 4.5v6.4a3.5 3.5 0 0 1-7 0V4a2.3 2.3 0 0 1 4.6 0v6.5a1.1 1.1 0 0 1-2.2 0V5"/></svg></span>`;
}
