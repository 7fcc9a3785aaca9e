import type { Plant } from "./table.ts";

/** Switches a fault of a running laptop on or off. Throws where the stand-in does not answer, or refuses. */
export async function switchPlant(
  { name, at }: Pick<Plant, "name" | "at">,
  on: boolean,
  laptop: { doorUrl: string | undefined; simulatorUrl: string | undefined },
): Promise<void> {
  const url = at === "door" ? laptop.doorUrl : laptop.simulatorUrl;
  if (!url) throw new Error(`This laptop has no ${at}, so ${name} cannot be planted.`);
  const response = await fetch(`${url}/_control/plants`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, on }),
  });
  if (!response.ok)
    throw new Error(`The ${at} answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
}
