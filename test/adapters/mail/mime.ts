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

export const writePart = ({ headers, body }: Part): Buffer =>
  Buffer.concat([Buffer.from(`${headers.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body)]);

export const message = (headers: string[], root: Part): Buffer =>
  writePart({
    headers: ["From: Ann Lee <ann@clinic.example>", "MIME-Version: 1.0", ...headers, ...root.headers],
    body: root.body,
  });

export const text = (body: string, more = "charset=utf-8"): Part =>
  part([`Content-Type: text/plain; ${more}`, "Content-Transfer-Encoding: 8bit"], body);

export const html = (body: string): Part =>
  part(["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit"], body);

export const base64 = (bytes: Uint8Array, width = 76): string =>
  (
    Buffer.from(bytes)
      .toString("base64")
      .match(new RegExp(`.{1,${width}}`, "g")) ?? []
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

/** A picture that the HTML shows by `cid:`. */
export const shown = (type: string, name: string, bytes: Uint8Array, id: string): Part =>
  part(
    [
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: inline; filename="${name}"`,
      `Content-ID: <${id}>`,
      "Content-Transfer-Encoding: base64",
    ],
    base64(bytes),
  );

/** Files as Outlook hides them in a `winmail.dat` (MS-OXTNEF). */
export function tnef(files: { name: string; bytes: Uint8Array }[]): Buffer {
  const attribute = (level: number, id: number, value: Uint8Array): Buffer => {
    const head = Buffer.alloc(9);
    head.writeUInt8(level, 0);
    head.writeUInt32LE(id, 1);
    head.writeUInt32LE(value.length, 5);
    const checksum = Buffer.alloc(2);
    checksum.writeUInt16LE(value.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
    return Buffer.concat([head, value, checksum]);
  };
  const version = Buffer.from("00000100", "hex");
  const start = Buffer.alloc(6);
  start.writeUInt32LE(0x223e9f78, 0);
  start.writeUInt16LE(1, 4);
  return Buffer.concat([
    start,
    attribute(1, 0x00089006, version),
    ...files.flatMap(({ name, bytes }) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.from(`${name}\0`, "latin1")),
      attribute(2, 0x0006800f, bytes),
    ]),
  ]);
}
