import { Transform, type Readable } from "node:stream";
import type { Overlay } from "../../core/media-link.ts";

/** A stream with some of its bytes replaced; its length stays. `offset` may lie before its beginning, or after its end. */
export function overlaid(body: Readable, { offset, text }: Overlay): Readable {
  const bytes = Buffer.from(text, "latin1");
  let position = 0;
  const written = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const at = offset - position;
      position += chunk.byteLength;
      if (at >= chunk.byteLength || at + bytes.byteLength <= 0) return done(null, chunk);
      const copy = Buffer.from(chunk);
      copy.set(bytes.subarray(Math.max(0, -at), copy.byteLength - at), Math.max(0, at));
      done(null, copy);
    },
  });
  body.on("error", (error) => written.destroy(error));
  written.on("close", () => body.destroy());
  return body.pipe(written);
}
