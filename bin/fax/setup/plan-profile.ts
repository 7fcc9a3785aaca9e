import type { Application, Profile } from "./account.ts";
import type { Step } from "./plan.ts";

export type ProfilePlan = {
  steps: Step[];
  inPlace: string[];
  /** Empty where it has to be created. */
  profileId: string;
  isToBeAttached: boolean;
};

/** The profile of the application, else one of our name, else a new one; enabled, and with all our countries. */
export function planProfile(
  application: Application | undefined,
  profiles: Profile[],
  name: string,
  countries: string[],
): ProfilePlan {
  const attached = profiles.find(({ id }) => id === application?.profileId);
  const names = [name, ...(application ? [application.name] : [])];
  const profile = attached ?? profiles.find((candidate) => names.includes(candidate.name));
  const isToBeAttached = attached === undefined;
  if (!profile) {
    const created = application?.name ?? name;
    return {
      steps: [{ do: "create_profile", name: created, countries }],
      inPlace: [],
      profileId: "",
      isToBeAttached,
    };
  }
  const adding = countries.filter((country) => !profile.countries.includes(country));
  const isEnabling = !profile.isEnabled;
  const isFine = adding.length === 0 && !isEnabling;
  return {
    steps: isFine ? [] : [{ do: "change_profile", profile, isEnabling, adding }],
    inPlace: isFine ? [`The outbound voice profile "${profile.name}" allows ${countries.join(", ")}.`] : [],
    profileId: profile.id,
    isToBeAttached,
  };
}
