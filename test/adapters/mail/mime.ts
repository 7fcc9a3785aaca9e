/** Writes messages as programs write them, header by header: what a library would make right stays as they have it. */

export type Part = { headers: string[]; body: string | Buffer };

let boundaries = 0;

export const part = (headers: string[], body: string | Buffer): Part => ({ headers, body });

export function multipart(kind: string, parts: Part[], boundary = `b${++boundaries}`): Part {
  const bytes = parts.flatMap((each) => [
    Buffer.from(`--${boundary}\r\n`),
    writePart(each),
    Buffer.from("\r\n"),
  ]);
  return part(
    [`Content-Type: multipart/${kind}; boundary="${boundary}"`],
    Buffer.concat([...bytes, Buffer.from(`--${boundary}--\r\n`)]),
  );
}

const writePart = ({ headers, body }: Part): Buffer =>
  Buffer.concat([Buffer.from(`${headers.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body)]);

export const message = (headers: string[], root: Part): Buffer =>
  writePart({
    headers: ["From: Ann Lee <ann@clinic.example>", "MIME-Version: 1.0", ...headers, ...root.headers],
    body: root.body,
  });

export const text = (body: string, more = "charset=utf-8"): Part =>
  part([`Content-Type: text/plain; ${more}`, "Content-Transfer-Encoding: 8bit"], body);

const base64 = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,76}/g) ?? []
  ).join("\r\n");

/** An attached file; `disposition`: as written after `Content-Disposition: `. */
export const file = (
  type: string,
  name: string,
  bytes: Uint8Array,
  disposition = `attachment; filename="${name}"`,
): Part =>
  part(
    [
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: ${disposition}`,
      "Content-Transfer-Encoding: base64",
    ],
    base64(bytes),
  );
