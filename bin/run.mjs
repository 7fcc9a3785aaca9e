#!/usr/bin/env node
// Starts one of the programs in this folder; the only file that must parse on an old Node.
const [program = "help", ...args] = process.argv.slice(2);
const programs = ["local", "fax", "app", "deploy", "openapi", "check", "check-grants", "plant", "flavours"];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `serverless-fax runs on Node 24, and this is Node ${process.versions.node}.\n` +
      "On Linux and Windows `npm ci` installs Node 24 beside the project: start it through npm (npm start, npx cdk).\n" +
      "Elsewhere install Node 24 (or at least 22.18) first.",
  );
  process.exit(1);
}
if (!programs.includes(program)) {
  console.error(`Usage: node bin/run.mjs ${programs.join("|")} [options]`);
  process.exit(2);
}
process.argv.splice(2, process.argv.length - 2, ...args);
await import(`./${program}.ts`);
