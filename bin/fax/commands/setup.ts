import type { Command, Option } from "../command.ts";
import { runSetup } from "../setup/run-setup.ts";

/** For commands that look at the carrier's account. */
export const carrierKeyOption: Option = {
  type: "string",
  value: "KEY",
  text: "the carrier's API key (better: TELNYX_API_KEY, which no list of processes shows)",
};

export const setupCommand: Command = {
  name: "setup",
  summary: "make the carrier ready for this installation",
  usage: "[options]",
  about: [
    "Makes the Telnyx account fit the installation: fax application with our webhook, outbound voice profile with",
    "the allowed countries, number, stored key; and proves the public key by an event that the carrier has signed.",
    "It says what it will do and what that costs, and asks. It may be run again at any time.",
    "",
    "  fax setup                       look, ask, do",
    "  fax setup --dry-run             only look",
    "  fax setup --order-number --area-code 312",
    "",
    "What belongs into the installation's settings it writes into settings.json, and says what to run then.",
    "Exit codes: 0 done (or `npm run deploy` is left), 1 something is still open or you said no.",
  ].join("\n"),
  options: {
    "carrier-key": carrierKeyOption,
    "public-key": { type: "string", value: "KEY", text: "the carrier's public key (else TELNYX_PUBLIC_KEY)" },
    number: { type: "string", value: "NUMBER", text: "your number to fax from (default: the settings')" },
    country: {
      type: "string",
      value: "CC",
      text: "country that a national --number belongs to (default US)",
    },
    "allow-country": {
      type: "string",
      multiple: true,
      value: "CC",
      text: "a further country that faxes may go to",
    },
    name: { type: "string", value: "TEXT", text: "name for what is created (default serverless-fax)" },
    "order-number": { type: "boolean", text: "order a number if the account lacks it ($1.00 a month)" },
    "area-code": { type: "string", value: "AREA", text: "with --order-number: where, such as 312" },
    settings: { type: "string", value: "FILE", text: "the settings to write (default settings.json)" },
    "dry-run": { type: "boolean", text: "say what would be done, and change nothing" },
    yes: { type: "boolean", short: "y", text: "do not ask; a number is ordered only with --yes-order, too" },
    "yes-order": { type: "boolean", text: "do not ask whether to order the number" },
  },
  words: { min: 0, max: 0, named: "no further words" },
  run: runSetup,
};
