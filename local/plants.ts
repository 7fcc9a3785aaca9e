/**
 * Faults that can be switched on in the running stand-ins, so that it can be seen that tests notice them: a stand-in
 * that lies must turn a test red. One switchboard for the process; nothing is on unless somebody asked for it.
 */
export const plantNames = [
  "s3-expired-link",
  "dynamodb-condition",
  "iam-open-action",
  "sqs-dropped-message",
  "stream-silent",
] as const;
export type PlantName = (typeof plantNames)[number];

const planted = new Set<PlantName>();

export const isPlanted = (name: PlantName): boolean => planted.has(name);

/** Switches a fault on or off, from now on and for every stand-in of this process. */
export function setPlant(name: PlantName, isOn: boolean): void {
  if (isOn) planted.add(name);
  else planted.delete(name);
}

export const plantedNow = (): PlantName[] => [...planted];

/** The action that anybody may do while `iam-open-action` is planted. */
export const openAction = "dynamodb:GetItem";
