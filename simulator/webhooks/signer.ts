import type { KeyObject } from "node:crypto";
import { newSigningKey } from "./signature.ts";

/** The key that events are signed with now: the account's, unless a person had it lie (`_control/plants`). */
export type Signer = { key(): KeyObject; useWrongKey(isWrong: boolean): void };

export function createSigner(own: KeyObject): Signer {
  let wrong: KeyObject | undefined;
  return {
    key: () => wrong ?? own,
    useWrongKey: (isWrong) => (wrong = isWrong ? newSigningKey() : undefined),
  };
}
