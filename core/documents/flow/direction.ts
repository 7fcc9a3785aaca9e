/**
 * For the typesetter's programs: `directed(words, body)` sets a body in the direction of its first letter, as readers
 * of Arabic and Hebrew have it; punctuation then stands where it belongs.
 */
export const directed = String.raw`
#let is-rtl(words) = {
  let first = words.match(regex("\\p{L}"))
  first != none and first.text.match(regex("[\\p{Arabic}\\p{Hebrew}]")) != none
}
#let directed(words, body) = if is-rtl(words) { set text(dir: rtl); body } else { body }
`;
