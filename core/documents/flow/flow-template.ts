import { directed } from "./direction.ts";

/** The typesetter's program for flowing content. All content comes as data: it cannot be taken for program. */
export const flowTemplate = String.raw`${directed}
#let data = json(bytes(sys.inputs.data))
#set document(date: none)
#set page(
  width: data.width * 1pt,
  height: data.height * 1pt,
  margin: (x: 54pt, bottom: 48pt, top: data.top * 1pt),
)
#set text(font: data.fonts, size: 11pt, lang: data.language)
#set par(leading: 0.55em, spacing: 0.9em, justify: false)
#set table(inset: 4pt)
#let mono = data.mono + data.fonts

#let span(s) = {
  if s.text == "\n" { linebreak() } else {
    let t = text(s.text)
    if "mono" in s { t = text(font: mono, size: 0.9em, t) }
    if "bold" in s { t = strong(t) }
    if "italic" in s { t = emph(t) }
    if "underline" in s { t = underline(t) }
    t
  }
}
#let spans(list) = list.map(span).join()
#let words(list) = list.map(s => s.text).join("")
#let show-blocks(list) = for b in list {
  if b.kind == "text" { directed(words(b.spans), par(spans(b.spans))) }
  else if b.kind == "heading" {
    let size = (20pt, 17pt, 14pt, 12.5pt, 11.5pt, 11pt).at(b.level - 1)
    let title = text(size: size, weight: "bold", spans(b.spans))
    directed(words(b.spans), block(above: 1.2em, below: 0.7em, width: 100%, sticky: true, title))
  }
  else if b.kind == "list" {
    let items = b.items.map(item => show-blocks(item))
    if b.ordered { enum(..items) } else { std.list(..items) }
  }
  else if b.kind == "table" {
    let cells = b.rows.map(row => {
      row.map(cell => [#show-blocks(cell)]) + range(b.columns - row.len()).map(_ => [])
    }).flatten()
    table(columns: (auto,) * b.columns, stroke: if b.ruled { 0.6pt } else { none }, ..cells)
  }
  else if b.kind == "quote" {
    block(inset: (left: 10pt), stroke: (left: 1.2pt), show-blocks(b.blocks))
  }
  else if b.kind == "pre" {
    let lines = text(font: mono, size: 10pt, b.lines.map(l => text(l)).join(linebreak()))
    directed(b.lines.join(" "), block(spacing: 0.55em, width: 100%, lines))
  }
  else if b.kind == "rule" { line(length: 100%, stroke: 0.7pt) }
  else if b.kind == "pageBreak" { pagebreak() }
  else if b.kind == "picture" {
    let size = if "widthPt" in b { calc.min(b.widthPt, data.width - 108) * 1pt } else { auto }
    block(image("/picture" + str(b.index), width: size))
  }
}
#show-blocks(data.blocks)
`;
