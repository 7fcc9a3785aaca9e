import type { Guard } from "./guard.ts";
import { claimGuards } from "./of-claim.ts";
import { recoveryGuards } from "./of-recovery.ts";
import { releaseGuards } from "./of-release.ts";

/** One entry a guard. */
export const guards: Guard[] = [...claimGuards, ...releaseGuards, ...recoveryGuards];
