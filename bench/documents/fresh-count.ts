import { readFileSync } from "node:fs";
import { startPdfium } from "../../adapters/pdf/pdfium.ts";
import { startSteps } from "./fresh-steps.ts";

/** The first document of a process that only counts pages: the engine and nothing beside. */
const [, , wasmFile = "", file = ""] = process.argv;
const steps = startSteps();
const pdf = await startPdfium(readFileSync(wasmFile));
steps.done("engine");
const checked = pdf.check([readFileSync(file)]);
if (typeof checked === "string") throw new Error(checked);
steps.done("counted");
steps.tell();
