const piece = Symbol("markup");

/** HTML; only `markup` makes it, so that a text from elsewhere cannot pass for some. */
export type Markup = { readonly [piece]: string };

type Filling = string | number | Markup | readonly Filling[] | undefined;

/** A template of HTML: whatever is filled in is escaped, unless it is markup itself. */
export const markup = (parts: TemplateStringsArray, ...fillings: Filling[]): Markup => ({
  [piece]: parts.map((part, index) => part + written(fillings[index])).join(""),
});

export const textOf = (page: Markup): string => page[piece];

function written(filling: Filling): string {
  if (filling === undefined) return "";
  if (typeof filling === "string" || typeof filling === "number") return escape(String(filling));
  return piece in filling ? filling[piece] : filling.map(written).join("");
}

const escape = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
