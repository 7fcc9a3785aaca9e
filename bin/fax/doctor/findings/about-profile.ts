import type { Facts } from "../facts.ts";
import { fail, ok, runSetup, type Finding } from "../finding.ts";
import { applicationOf } from "./about-application.ts";

export function aboutProfile(facts: Facts): Finding[] {
  const application = applicationOf(facts);
  if (!application || facts.account.is !== "read") return [];
  const check = "outbound profile";
  const profile = facts.account.account.profiles.find(({ id }) => id === application.profileId);
  if (!profile) {
    const says = application.profileId === "" ? "None is attached" : "The attached one does not exist";
    return [fail(check, `${says} to the fax application: every fax fails (no_outbound_profile).`, runSetup)];
  }
  const countries = facts.deployment?.allowedCountries ?? [];
  return [
    ok(check, `"${profile.name}" is attached.`),
    profile.isEnabled
      ? ok("profile enabled", "It is enabled.")
      : fail("profile enabled", "It is disabled: no fax is dialled.", runSetup),
    ...countries.map((country) =>
      profile.countries.includes(country)
        ? ok(`country ${country}`, "The profile allows calls there.")
        : fail(
            `country ${country}`,
            "The settings allow it, the profile does not (destination_not_in_countries_whitelist).",
            runSetup,
          ),
    ),
  ];
}
