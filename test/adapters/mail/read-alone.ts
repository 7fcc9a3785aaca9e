import { readFileSync } from "node:fs";
import { readMessage } from "../../../adapters/mail/read-message.ts";

/** A process that reads one message and tells what that took: `{ documents, skipped, peakMb }`. */
const message = await readMessage(readFileSync(process.argv[2] ?? ""));
const outcome =
  typeof message === "string" ? message : { documents: message.documents.length, skipped: message.skipped };
console.log(JSON.stringify({ outcome, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
