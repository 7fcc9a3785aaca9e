import { directed } from "../flow/direction.ts";

/** The typesetter's program for the built-in cover pages. Content comes as data only. */
export const coverTemplate = String.raw`${directed}
#let data = json(bytes(sys.inputs.data))
#let words = data.words
#set document(date: none)
#set page(
  width: data.width * 1pt,
  height: data.height * 1pt,
  margin: (x: 60pt, bottom: 54pt, top: data.top * 1pt + 20pt),
)
#set text(font: data.fonts, size: 12pt, lang: data.language)
#set par(leading: 0.6em, spacing: 1em)

#grid(
  columns: (1fr, auto),
  align: (left + bottom, right + bottom),
  text(size: 40pt, weight: "bold", words.fax),
  if data.logo { box(width: 170pt, height: 64pt, align(right + bottom, image("/logo", height: 64pt, fit: "contain"))) },
)
#line(length: 100%, stroke: 1.5pt)
#if data.banner != "" {
  block(width: 100%, inset: 10pt, stroke: 2pt, align(center, text(size: 24pt, weight: "bold", tracking: 2pt, upper(data.banner))))
}
#v(8pt)
#grid(
  columns: (auto, 1fr),
  column-gutter: 18pt,
  row-gutter: 14pt,
  ..data.rows.map(row => (text(weight: "bold", row.at(0)), row.at(1).join(linebreak()))).flatten(),
)
#v(8pt)
#line(length: 100%, stroke: 0.7pt)
#v(4pt)
#for paragraph in data.message { directed(paragraph.join(" "), par(paragraph.join(linebreak()))) }
#if data.notice != "" {
  place(bottom, block(width: 100%, inset: 8pt, stroke: 1pt, text(size: 10pt, data.notice)))
}
`;
