import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeThisApi } from "./openapi/describe.ts";
import { apiPage } from "./openapi/page.ts";

/** `npm run openapi`: writes the API's description for programs and for people. */
const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const description = describeThisApi(version);

writeFileSync(join(root, "docs/openapi.json"), `${JSON.stringify(description, undefined, 2)}\n`);
writeFileSync(join(root, "docs/api.html"), apiPage(description));
console.log("Wrote docs/openapi.json and docs/api.html.");
