/** The template holds something the laptop cannot run; the message is one sentence for a person. */
export class TemplateRefusal extends Error {
  override readonly name = "TemplateRefusal";
}
