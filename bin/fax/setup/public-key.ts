/** Where the carrier shows its public key. */
export const publicKeyPlace = "Mission Control -> Account settings -> Keys & Credentials -> Public key";

/** What is wrong with a public key as written, in a sentence; undefined where nothing is. */
export function publicKeyFault(written: string): string | undefined {
  const key = written.trim();
  if (key.includes("-----BEGIN")) {
    return `That is a PEM file; the key is wanted as the portal shows it, 44 characters of Base64 (${publicKeyPlace}).`;
  }
  const bytes = Buffer.from(key, "base64");
  if (bytes.length === 44 && key.startsWith("MCow")) {
    return `That is the inside of a PEM or DER file; the key is wanted as the portal shows it, 44 characters of Base64 (${publicKeyPlace}).`;
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key) || bytes.toString("base64") !== key || bytes.length !== 32) {
    return `A public key is the Base64 of 32 bytes, 44 characters that end in "="; this has ${key.length} (${publicKeyPlace}).`;
  }
  return undefined;
}

/** Tells public keys apart in few characters. */
export const shortKey = (key: string): string => `${key.slice(0, 6)}...${key.slice(-5)}`;

/** The words that stand for a key in settings.example.json. */
export const isPlaceholder = (key: string): boolean =>
  Buffer.from(key, "base64").toString("latin1").startsWith("put-your-");
