/** A property of MAPI; of one with several values each comes alone. */
export type MapiProperty = { type: number; id: number; value: Buffer };

/** Its value is text in UTF-16. */
export const wideText = 0x001f;

/** Bytes of a value by its type, filled up to whole fours. */
const sizeOfType = new Map([
  [0x0002, 4],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 4],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);
/** Objects, texts and bytes say their length themselves. */
const lengthedTypes = [0x000d, 0x001e, wideText, 0x0102];
const hasManyValues = 0x1000;
/** From here on a property has a name before its value: a GUID, and a number or a text. */
const firstNamed = 0x8000;
const guidBytes = 16;

/** The properties in an attribute of a `winmail.dat` (MS-OXTNEF, 2.1.3.4), as far as they can be read. */
export function* readMapi(bytes: Buffer): Generator<MapiProperty> {
  let at = 0;
  const number = (): number => {
    at += 4;
    return at <= bytes.length ? bytes.readUInt32LE(at - 4) : 0;
  };
  const take = (length: number): Buffer => {
    const value = bytes.subarray(at, at + length);
    at += length + ((4 - (length % 4)) % 4);
    return value;
  };
  for (let left = number(); left > 0; left--) {
    const tag = number();
    const [type, id] = [tag & 0x0fff, tag >>> 16];
    if (id >= firstNamed) {
      take(guidBytes);
      if (number() === 0) number();
      else take(number());
    }
    const isLengthed = lengthedTypes.includes(type);
    const size = sizeOfType.get(type);
    if (!isLengthed && size === undefined) return;
    for (let values = isLengthed || tag & hasManyValues ? number() : 1; values > 0; values--) {
      if (at >= bytes.length) return;
      yield { type, id, value: take(size ?? number()) };
    }
  }
}
