import { readFileSync } from "node:fs";
import { makeDocument } from "../../core/operations/make-document.ts";
import { documentDesk } from "../support/document-desk.ts";

/** A process that makes one PDF of the files it is given and tells what that took: `{ pages | fault, peakMb }`. */
const files = process.argv.slice(2).map((path) => readFileSync(path));
const header = { senderName: "Downtown Clinic", senderNumber: "+13125550100", language: "en" } as const;
const made = await makeDocument(await documentDesk(), files, { header, optimizeFor: "high" });
const outcome = typeof made === "string" ? { fault: made } : { pages: made.pages };
console.log(JSON.stringify({ ...outcome, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
