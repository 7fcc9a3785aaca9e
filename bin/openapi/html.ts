/** HTML made of text: everything that comes from elsewhere passes `escape` or `prose`. */
export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Text with `code` in backticks. */
export const prose = (text: string): string =>
  escape(text).replace(/`([^`]+)`/g, (_all, code: string) => `<code>${code}</code>`);

/** Paragraphs, separated by empty lines. */
export const paragraphs = (text: string): string =>
  text
    .split("\n\n")
    .map((paragraph) => `<p>${prose(paragraph)}</p>`)
    .join("\n");

/** A table under a caption; cells are HTML already. It scrolls by itself where it is too wide, also by keyboard. */
export function table(caption: string, heading: string[], rows: string[][]): string {
  const head = heading.map((cell) => `<th scope="col">${escape(cell)}</th>`).join("");
  const body = rows
    .map(([first = "", ...rest]) => {
      const cells = rest.map((cell) => `<td>${cell}</td>`).join("");
      return `<tr><th scope="row">${first}</th>${cells}</tr>`;
    })
    .join("\n");
  return [
    `<div class="wide" role="region" aria-label="${escape(caption)}" tabindex="0"><table>`,
    `<caption>${escape(caption)}</caption>`,
    `<thead><tr>${head}</tr></thead>`,
    `<tbody>${body}</tbody>`,
    "</table></div>",
  ].join("\n");
}

/** Lines to copy, under a label. */
export const listing = (label: string, text: string): string =>
  `<figure><figcaption>${escape(label)}</figcaption><pre tabindex="0"><code>${escape(text)}</code></pre></figure>`;
