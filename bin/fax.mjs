#!/usr/bin/env node
// The `fax` command of an installed package: must parse on an old Node, so that it can say which one is needed.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `fax runs on Node 24, and this is Node ${process.versions.node}.\n` +
      "In the project's folder `npm run fax -- ...` uses the Node 24 that `npm ci` installed;\n" +
      "elsewhere install Node 24 (or at least 22.18) first.",
  );
  process.exit(1);
}
await import("./fax.ts");
