import { qualities } from "../../../core/fax.ts";
import { countryOption, type Command } from "../command.ts";
import { faxNumberGiven } from "../fax-number-given.ts";
import { fieldsOf, text } from "../fields.ts";
import { changesGiven, idempotencyKeyGiven } from "../send-order.ts";
import { tellOrFollow } from "../tell-or-follow.ts";
import { clean } from "../terminal-text.ts";

export const resendCommand: Command = {
  name: "resend",
  summary: "send the pages of a fax that has ended again",
  usage: "ID [--to NUMBER] [options]",
  about: [
    "Sends the stored pages of a fax that has ended once more, as a new fax, to the same or another number.",
    "What is not given is as it was. A received fax can be sent on; then --to is needed.",
    "",
    "  fax resend 4f1d6a52-8c1e-4b0a-9d3f-2a6b7c8d9e0f --to '(312) 555-0149' --wait",
  ].join("\n"),
  options: {
    to: { type: "string", value: "NUMBER", text: "where the pages go now (default: the same number)" },
    from: { type: "string", value: "NUMBER", text: "your own number" },
    country: countryOption,
    wait: { type: "boolean", short: "w", text: "show each step until the fax has ended" },
    quality: { type: "string", value: "Q", text: `one of ${qualities.join(", ")}` },
    reference: { type: "string", value: "TEXT", text: "your own word for the new fax" },
    "idempotency-key": {
      type: "string",
      value: "KEY",
      text: "the same key never sends twice (default: a random one)",
    },
  },
  words: { min: 1, max: 1, named: "the fax's ID" },
  run: async (given, session) => {
    const [earlier = ""] = given.words;
    const to = faxNumberGiven(given, "to");
    const fields = { ...(to ? { to } : {}), ...changesGiven(given) };
    const answer = await session.api()({
      method: "POST",
      path: `/v2/faxes/${encodeURIComponent(earlier)}/actions/resend`,
      headers: { "idempotency-key": idempotencyKeyGiven(given) },
      isRepeatable: true,
      body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }),
    });
    const fax = fieldsOf(answer["data"]);
    session.say(
      clean(`Fax ${text(fax, "id")} to ${text(fax, "to")} is accepted; it has the pages of ${earlier}.`),
    );
    return tellOrFollow(session, fax, given.isSet("wait"));
  },
};
