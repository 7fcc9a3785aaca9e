import { checkWires } from "../door/wires.ts";
import type { Statement } from "../door/iam.ts";
import type { Assembly } from "./template/assembly.ts";
import { withoutHash } from "./template/functions.ts";
import { type Model, readModel } from "./template/model.ts";
import type { Addresses } from "./template/references.ts";
import { TemplateRefusal } from "./template/refusal.ts";
import { type ResolvedResource, resolveTemplate } from "./template/resolve.ts";
import { schedulerRoles } from "./sources/schedules.ts";
import { readRoles, type RoleModel } from "./template/roles.ts";
import { roleOf, wiresOf } from "./wires.ts";

/** What is to be built, before any engine runs. */
export type Plan = {
  model: Model;
  resources: ResolvedResource[];
  outputs: Record<string, string>;
  /** as which EventBridge Scheduler acts */
  schedulerRoles: RoleModel[];
  /** what each function's role allows, by the function's name, and what a scheduler's role does, by its own */
  grants: Map<string, Statement[]>;
};

export type PlanInput = { assembly: Assembly; parameters: Record<string, string> };

/**
 * Reads the template as seen from these addresses and checks what `cdk deploy` would miss.
 * @throws TemplateRefusal with one sentence
 */
export function makePlan({ assembly, parameters }: PlanInput, addresses: Addresses): Plan {
  const { resources, outputs } = resolveTemplate(assembly, parameters, addresses);
  const model = readModel(assembly, resources);
  const roles = readRoles(resources);
  const complaints = checkWires(wiresOf(model, resources, roles));
  if (complaints.length > 0) {
    throw new TemplateRefusal(`AWS would not run this template as it is. ${complaints.join(" ")}`);
  }
  const acting = schedulerRoles(roles);
  const grants = new Map([
    ...model.functions.map((fn) => [fn.name, roleOf(fn, roles).statements] as const),
    ...acting.map(({ name, statements }) => [name, statements] as const),
  ]);
  return { model, resources, outputs, schedulerRoles: acting, grants };
}

/** Finds one resource by the beginning of its logical id; the whole id, with or without hash, goes first. */
export function findResource(resources: ResolvedResource[], prefix: string) {
  const nearest = [
    (id: string) => id === prefix,
    (id: string) => withoutHash(id) === prefix,
    (id: string) => id.startsWith(prefix),
  ]
    .map((fits) => resources.filter(({ logicalId }) => fits(logicalId)))
    .find((found) => found.length > 0);
  const [only] = nearest ?? [];
  if (!only || (nearest ?? []).length > 1) {
    const names = (nearest ?? []).map(({ logicalId }) => logicalId).join(", ");
    throw new Error(`${prefix} should name one resource, but names ${names || "none"}.`);
  }
  return { logicalId: only.logicalId, physicalId: only.identity.ref, arn: only.identity.arn };
}
