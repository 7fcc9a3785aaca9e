/** The typesetter's program for a receipt. Content comes as data only; `/page` is a picture of the first page. */
export const receiptTemplate = String.raw`
#let data = json(bytes(sys.inputs.data))
#set document(date: none)
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: (x: 54pt, top: 54pt, bottom: 40pt))
#set text(font: data.fonts, size: 10pt, lang: "en")
#set par(leading: 0.5em, spacing: 0.8em)
#grid(
  columns: (1fr, auto),
  align: (left + bottom, right + bottom),
  text(size: 24pt, weight: "bold", "Fax receipt"),
  text(size: 18pt, weight: "bold", data.title),
)
#line(length: 100%, stroke: 1.2pt)
#v(4pt)
#grid(
  columns: (1fr, auto),
  column-gutter: 20pt,
  grid(
    columns: (auto, 1fr),
    column-gutter: 14pt,
    row-gutter: 9pt,
    ..data.facts.map(fact => (text(weight: "bold", fact.at(0)), fact.at(1))).flatten(),
  ),
  if data.picture { box(stroke: 0.6pt, image("/page", height: 210pt)) },
)
#v(2pt)
#grid(
  columns: (auto, 1fr),
  column-gutter: 14pt,
  row-gutter: 9pt,
  ..data.identity.map(fact => (text(weight: "bold", fact.at(0)), text(font: data.mono, size: 9pt, fact.at(1)))).flatten(),
)
#if data.calls.len() > 0 {
  v(6pt)
  text(size: 12pt, weight: "bold", "Calls")
  v(-4pt)
  table(
    columns: (auto, auto, auto, 1fr),
    inset: 4pt,
    stroke: 0.5pt,
    table.header(..("", "Began", "Ended", "How").map(title => text(weight: "bold", title))),
    ..data.calls.flatten(),
  )
}
`;
