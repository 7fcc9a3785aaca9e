import type { FormField, PdfEngine, Typeset } from "../engines.ts";
import { Unfit } from "../fault.ts";
import { setText } from "../flow/set-flow.ts";
import type { Paper } from "../paper.ts";
import { formTemplate } from "./form-template.ts";

/** Letters of a field whose form does not say how large they are, points. */
const usualSizePt = 11;

/**
 * Fills the fields of a form by their names; a field of another name stays empty. What does not fit is set smaller, and
 * then cut. `sizes`: of its pages, points. Throws `Unfit`.
 */
export async function fillForm(
  deps: { pdf: PdfEngine; typeset: Typeset },
  form: { bytes: Uint8Array; fields: FormField[] },
  sizes: Paper[],
  values: Record<string, string>,
  language: string,
): Promise<Uint8Array> {
  const filled = form.fields.filter(({ name }) => (values[name] ?? "") !== "");
  const pages = sizes.map((size, index) => ({
    ...size,
    fields: filled
      .filter(({ page }) => page === index)
      .map((field) => placed(field, values[field.name] ?? "")),
  }));
  const job = { program: formTemplate, data: { pages } };
  const on = { paper: sizes[0] ?? { width: 612, height: 792 }, bandPt: 0, language };
  const text = filled.map(({ name }) => values[name]).join(" ");
  const made = deps.pdf.layOver(form.bytes, await setText(deps.typeset, job, on, text));
  if (typeof made === "string") throw new Unfit(made);
  return made;
}

const placed = ({ x, y, width, height, isMultiline, sizePt }: FormField, text: string) => ({
  ...{ x, y, width, height, text },
  multiline: isMultiline || height > 30,
  size: sizePt ?? Math.min(usualSizePt, Math.max(6, height * 0.7)),
});
