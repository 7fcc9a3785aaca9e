/** The little XML that S3 speaks: a writer, and a strict reader without DTDs and with limits. */
import { malformedXml } from "./s3-error.ts";

export type XmlNode = { name: string; text: string; children: XmlNode[] };

const deepest = 16;
const mostNodes = 20_000;

/** Escapes text; control characters become character references as S3 writes them. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"'\u0000-\u001f\ufffe\uffff]/g, (char) => {
    switch (char) {
      case "<":
        return "&lt;";
      case ">":
        return "&gt;";
      case "&":
        return "&amp;";
      case '"':
        return "&quot;";
      default:
        return `&#${char.charCodeAt(0)};`;
    }
  });
}

/** A leaf element; an undefined value writes nothing. */
export const leaf = (name: string, value: string | number | boolean | undefined): string =>
  value === undefined ? "" : `<${name}>${escapeXml(String(value))}</${name}>`;

/** An element of elements that are already written. */
export const branch = (name: string, ...children: string[]): string =>
  `<${name}>${children.join("")}</${name}>`;

/** A whole document in S3's namespace. */
export const xmlDocument = (root: string, ...children: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children.join("")}</${root}>`;

/** Parses a document; throws MalformedXML. DOCTYPE, CDATA, comments and processing instructions are refused. */
export function parseXml(source: string): XmlNode {
  const top: XmlNode = { name: "", text: "", children: [] };
  const open: XmlNode[] = [top];
  const token = /<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
  const body = source.replace(/^\uFEFF?\s*(<\?xml[^>]*\?>)?/, "");
  let nodes = 0;
  while (token.lastIndex < body.length) {
    const match = token.exec(body);
    const current = open.at(-1);
    if (!match || !current) throw malformedXml();
    const [, closing, name, , selfClosing, text] = match;
    if (text !== undefined) current.text += unescapeXml(text);
    else if (closing) {
      if (current === top || current.name !== localName(name)) throw malformedXml();
      open.pop();
    } else {
      const node: XmlNode = { name: localName(name), text: "", children: [] };
      current.children.push(node);
      if (!selfClosing) open.push(node);
      if (++nodes > mostNodes || open.length > deepest) throw malformedXml();
    }
  }
  const root = top.children[0];
  if (open.length !== 1 || top.children.length !== 1 || !root || top.text.trim() !== "") throw malformedXml();
  return root;
}

const localName = (name: string | undefined) => (name ?? "").replace(/^.*:/, "");
const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&([^;]{0,10});?/g, (_whole, name: string) => {
    const code = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const point = code?.[1] ? parseInt(code[1], 16) : code?.[2] ? Number(code[2]) : undefined;
    if (point !== undefined && point <= 0x10ffff) return String.fromCodePoint(point);
    const known = entities[name];
    if (known === undefined) throw malformedXml();
    return known;
  });
}

export const childrenOf = (node: XmlNode, name: string): XmlNode[] =>
  node.children.filter((child) => child.name === name);

/** Text of the first child of that name. */
export const textOf = (node: XmlNode, name: string): string | undefined => childrenOf(node, name)[0]?.text;
