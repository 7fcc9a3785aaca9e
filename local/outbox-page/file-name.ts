const longest = 120;

/** A name that is safe to save under: no path, nothing unseen that turns its ending round, not too long. */
export function safeName(given: string, fallback: string): string {
  const name = given
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[/\\:*?"<>|]/g, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  if (name === "") return fallback;
  if (name.length <= longest) return name;
  const [ending = ""] = /\.\w{1,8}$/.exec(name) ?? [];
  return name.slice(0, longest - ending.length).toWellFormed() + ending;
}

/** The Content-Disposition of a file of this safe name (RFC 6266): plain for old readers, then as it is. */
export function disposition(kind: "inline" | "attachment", name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|[%"\\]/g, "_");
  const exact = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`;
}
