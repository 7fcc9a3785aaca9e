import { directed } from "../flow/direction.ts";

/** The typesetter's program for what fills the fields of a form: clear pages of the form's sizes. Content comes as data. */
export const formTemplate = String.raw`${directed}
#let data = json(bytes(sys.inputs.data))
#set document(date: none)
#set text(font: data.fonts, lang: data.language)
#set par(leading: 0.5em, spacing: 0.8em)
#let inset = 2pt
#let set-in(field, size) = text(size: size, directed(field.text, field.text.split("\n").join(linebreak())))
#let fitted(field) = context {
  let width = calc.max(1pt, field.width * 1pt - 2 * inset)
  let height = calc.max(1pt, field.height * 1pt - 2 * inset)
  let sizes = (field.size, 10pt, 9pt, 8pt, 7pt, 6pt).map(s => if type(s) == length { s } else { s * 1pt })
  let fits = sizes.filter(s => s <= sizes.first() and measure(block(width: width, set-in(field, s))).height <= height)
  let size = if fits.len() > 0 { fits.first() } else { 6pt }
  block(width: width, height: height, clip: true, align(if field.multiline { top } else { horizon }, set-in(field, size)))
}
#for page-data in data.pages {
  page(width: page-data.width * 1pt, height: page-data.height * 1pt, margin: 0pt, fill: none, {
    for field in page-data.fields {
      place(top + left, dx: field.x * 1pt + inset, dy: field.y * 1pt + inset, fitted(field))
    }
  })
}
`;
