/** Judges calls, and remembers what was allowed and refused. */
import type { Context } from "./policy/conditions.ts";
import { isPlanted, openAction } from "../plants.ts";
import { judge, type Judgement } from "./iam.ts";
import type { Policies } from "./policies.ts";

export type Denial = { principal: string; action: string; resource: string };
export type Use = { principal: string; action: string; resource: string };

/** A refusal in the words of AWS; it names principal, action and resource. */
export class AccessDenied extends Error {
  constructor(account: string, { principal, action, resource }: Denial, judgement: Judgement) {
    const because =
      judgement === "denied"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    const user = `arn:aws:sts::${account}:assumed-role/${principal}/local`;
    super(`User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`);
    this.name = "AccessDenied";
  }
}

export type Ledger = {
  /** Judges, and keeps the answer. @throws AccessDenied */
  require(principal: string, action: string, resource: string, context: Context): void;
  /** Judges, and keeps nothing. */
  isAllowed(principal: string, action: string, resource: string, context: Context): boolean;
  /** Keeps what an engine found out after `isAllowed`. */
  keepUse(use: Use): void;
  keepDenial(denial: Denial): void;
  denials: readonly Denial[];
  onDenial(listener: (denial: Denial) => void): () => void;
  uses(): Use[];
  onUse(listener: (use: Use) => void): () => void;
};

export function openLedger(account: string, policies: Policies): Ledger {
  const denied = denialsKept();
  const used = usesKept();
  return {
    denials: denied.list,
    keepDenial: denied.keep,
    onDenial: denied.onDenial,
    keepUse: used.keep,
    uses: used.list,
    onUse: used.onUse,
    require(principal, action, resource, context) {
      const judgement = judge(policies.of(principal), { action, resource, context });
      if (judgement === "allowed" || (action === openAction && isPlanted("iam-open-action")))
        return used.keep({ principal, action, resource });
      denied.keep({ principal, action, resource });
      throw new AccessDenied(account, { principal, action, resource }, judgement);
    },
    isAllowed: (principal, action, resource, context) =>
      judge(policies.of(principal), { action, resource, context }) === "allowed",
  };
}

const mostDenials = 1_000;
const mostUses = 10_000;

/** The latest denials, and who wants to hear of them. */
function denialsKept() {
  const list: Denial[] = [];
  const listeners = new Set<(denial: Denial) => void>();
  return {
    list,
    keep: (denial: Denial): void => {
      list.push(denial);
      if (list.length > mostDenials) list.shift();
      for (const listener of [...listeners]) listener(denial);
    },
    onDenial: (listener: (denial: Denial) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Every distinct use; beyond a limit only those that show a grant not seen before. */
function usesKept() {
  const uses = new Map<string, Use>();
  const grants = new Set<string>();
  const listeners = new Set<(use: Use) => void>();
  return {
    onUse: (listener: (use: Use) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    keep: (use: Use): void => {
      for (const listener of listeners) listener(use);
      const grant = `${use.principal} ${use.action}`;
      if (uses.size >= mostUses && grants.has(grant)) return;
      grants.add(grant);
      uses.set(`${grant} ${use.resource}`, use);
    },
    list: () => [...uses.values()],
  };
}
