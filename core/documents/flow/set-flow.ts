import type { Typeset, TypesetJob } from "../engines.ts";
import { Unfit } from "../fault.ts";
import type { Paper } from "../paper.ts";
import type { Flow } from "./blocks.ts";
import { flowTemplate } from "./flow-template.ts";
import { fontsFor, isCovered, type ScriptFont } from "./scripts.ts";

/** Families by script, as the fonts call themselves. */
const families: Record<ScriptFont, string> = {
  arabic: "Noto Naskh Arabic",
  hebrew: "Noto Sans Hebrew",
  japanese: "Noto Sans JP",
  korean: "Noto Sans KR",
  chinese: "Noto Sans Hans",
};

export type FlowPaper = { paper: Paper; bandPt: number; language: string };

/**
 * Adds paper and fonts to a program's data and sets it. `text` decides which fonts are needed.
 * Throws `Unfit` where a letter has none: better refused than sent as boxes.
 */
export function setText(
  typeset: Typeset,
  job: TypesetJob,
  { paper, bandPt, language }: FlowPaper,
  text: string,
): Promise<Uint8Array> {
  if (!isCovered(text)) throw new Unfit("document_script_unsupported");
  const fonts = fontsFor(text);
  const data = {
    ...job.data,
    width: paper.width,
    height: paper.height,
    top: bandPt + 40,
    language,
    fonts: ["Noto Sans", ...fonts.map((font) => families[font])],
    mono: ["Noto Sans Mono"],
  };
  return typeset({ ...job, data }, fonts);
}

/** Sets flowing content on pages of `paper` with a free band above. */
export function setFlow(typeset: Typeset, flow: Flow, on: FlowPaper): Promise<Uint8Array> {
  const files = Object.fromEntries(flow.pictures.map(({ bytes }, index) => [`/picture${index}`, bytes]));
  const job = { program: flowTemplate, data: { blocks: flow.blocks }, files };
  return setText(typeset, job, on, JSON.stringify(flow.blocks));
}
