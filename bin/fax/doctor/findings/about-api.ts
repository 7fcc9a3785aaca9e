import type { Facts } from "../facts.ts";
import { fail, ok, warn, type Finding } from "../finding.ts";

/** Beyond this, times in lists and expiry of links surprise people. */
const bearableSeconds = 60;

export const aboutApi = (facts: Facts): Finding[] =>
  facts.door.fault === undefined
    ? [ok("API", `${facts.door.url} answers.`), aboutKey(facts), ...aboutClock(facts)]
    : [
        fail(
          "API",
          facts.door.fault,
          "Correct FAX_URL (the stack's output ApiUrl), or start the laptop run: npm start",
        ),
      ];

function aboutKey({ apiKey }: Facts): Finding {
  const check = "API key";
  switch (apiKey.is) {
    case "admin":
      return ok(check, "It is valid and has the scope admin.");
    case "not_admin":
      return fail(
        check,
        "It is valid, but lacks the scope admin: settings, stores and queues cannot be looked at.",
        "Set FAX_API_KEY to an admin key; the first key of the deployment is one, and makes others: npm run fax -- keys create NAME --scope admin",
      );
    case "refused":
      return fail(
        check,
        "The deployment does not know it.",
        "Set FAX_API_KEY to a key of this deployment; a new first key: npm run deploy -- --new-first-key",
      );
    case "unknown":
      return fail(
        check,
        `It could not be tried: ${apiKey.why}`,
        "npm run deploy, then look into the log of the Carrier function",
      );
  }
}

function aboutClock({ door, isLaptop }: Facts): Finding[] {
  const { offsetSeconds } = door;
  if (offsetSeconds === undefined) return [];
  const size = Math.abs(offsetSeconds);
  if (size <= bearableSeconds) return [ok("clock", "This machine and the deployment agree on the time.")];
  const says = `The deployment's clock is ${size} s ${offsetSeconds > 0 ? "ahead of" : "behind"} this machine's.`;
  return [
    isLaptop
      ? ok("clock", `${says} (A laptop's clock may be moved: fax simulate clock.)`)
      : warn("clock", says, "Set this machine's clock by the network (NTP); AWS keeps its own right"),
  ];
}
