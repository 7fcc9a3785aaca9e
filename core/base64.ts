/** Whether a text is Base64, however long: a regular expression over megabytes would run out of stack. */
export function isBase64(text: string): boolean {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  // Decoding passes over what is no Base64, and then fewer bytes come out.
  return text.length % 4 === 0 && Buffer.from(text, "base64").length === (text.length / 4) * 3 - padding;
}
