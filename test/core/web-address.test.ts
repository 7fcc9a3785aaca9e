import { describe, expect, it } from "vitest";
import { isPublicAddress, refusalOfUrl } from "../../core/web-address.ts";
import { privateHosts } from "../support/private-addresses.ts";

const nobody = { allowOrigins: [] };

describe("where a document may be fetched from", () => {
  it.each(privateHosts)("https://%s/ is not fetched", (host) => {
    expect(refusalOfUrl(new URL(`https://${host}/a.pdf`), nobody)).toBe("private addresses are not fetched");
  });

  it.each(["8.8.8.8", "[2606:4700::1111]", "docs.example.com", "bucket.s3.eu-west-1.amazonaws.com:8443"])(
    "https://%s/ is",
    (host) => {
      expect(refusalOfUrl(new URL(`https://${host}/a.pdf`), nobody)).toBeUndefined();
    },
  );

  it.each([
    "http://docs.example.com/a.pdf",
    "ftp://docs.example.com/a",
    "file:///etc/passwd",
    "data:text/plain,x",
  ])("%s is not: only https is", (url) => {
    expect(refusalOfUrl(new URL(url), nobody)).toBe("only https is fetched");
  });

  it.each([
    "https://me@docs.example.com/",
    "https://:secret@docs.example.com/",
    "http://a:b@127.0.0.1:4001/",
  ])("%s is not: it carries a user name", (url) => {
    const named = { allowOrigins: ["http://127.0.0.1:*"] };
    expect(refusalOfUrl(new URL(url), named)).toBe("URLs with a user name are not fetched");
  });
});

describe("origins named in the settings", () => {
  it.each([
    ["http://127.0.0.1:*", "http://127.0.0.1:4001/a.pdf", true],
    ["http://127.0.0.1:*", "http://127.0.0.1/a.pdf", true],
    ["http://127.0.0.1:4001", "http://127.0.0.1:4001/a.pdf", true],
    ["https://intranet.example", "https://intranet.example/a.pdf", true],
    ["http://127.0.0.1:*", "http://127.0.0.2:4001/a.pdf", false],
    ["http://127.0.0.1:*", "https://127.0.0.1:4001/a.pdf", false],
    ["http://127.0.0.1:4001", "http://127.0.0.1:4002/a.pdf", false],
    ["http://127.0.0.1:*", "http://127.0.0.1.example.com:1/a.pdf", false],
    ["http://localhost:*", "http://localhost.example.com/a.pdf", false],
  ])("%s lets %s in: %s", (origin, url, allowed) => {
    expect(refusalOfUrl(new URL(url), { allowOrigins: [origin] }) === undefined).toBe(allowed);
  });
});

describe("addresses a name resolves to", () => {
  it.each(["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e", "::ffff:8.8.8.8"])(
    "%s is public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    "127.0.0.1",
    "::1",
    "fe80::1%eth0",
    "::ffff:192.168.0.1",
    "64:ff9b::808:808",
    "2002:808:808::",
    "nonsense",
    "",
  ])("%s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
