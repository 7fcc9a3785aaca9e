import type { Assembly, Resource } from "./assembly.ts";
import { place } from "./place.ts";
import { type Addresses, type Identity, identify } from "./references.ts";
import { TemplateRefusal } from "./refusal.ts";

export type Resolver = {
  /** The value with every intrinsic function answered; `where` names the place in a refusal. */
  resolve(value: unknown, where: string): unknown;
  /** Resources whose condition holds, with resolved properties. */
  resources: ResolvedResource[];
  outputs: Record<string, string>;
};
export type ResolvedResource = {
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
  identity: Identity;
};

type Scope = {
  assembly: Assembly;
  parameters: Record<string, string>;
  addresses: Addresses;
  identities: Map<string, Identity>;
};
/** `AWS::NoValue`: the property it stands for does not exist. */
const noValue = Symbol("AWS::NoValue");

/**
 * Answers every intrinsic function of the template, as CloudFormation would.
 * @throws TemplateRefusal naming the place, for anything it does not know.
 */
export function resolveTemplate(
  assembly: Assembly,
  parameters: Record<string, string>,
  addresses: Addresses,
): Resolver {
  const scope: Scope = { assembly, parameters, addresses, identities: new Map() };
  const { Resources, Outputs } = assembly.template;
  const active = (condition: string | undefined) => condition === undefined || isTrue(scope, condition);
  const chosen: [string, Resource][] = Object.entries(Resources).filter(([, { Condition }]) =>
    active(Condition),
  );
  for (const [logicalId, resource] of chosen) {
    scope.identities.set(logicalId, identify(assembly.stackName, logicalId, resource, addresses));
  }
  const resources = chosen.map(([logicalId, { Type, Properties }]) => ({
    logicalId,
    type: Type,
    properties: answer(scope, Properties, logicalId) as Record<string, unknown>,
    identity: identityOf(scope, logicalId, logicalId),
  }));
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(Outputs)) {
    if (active(output.Condition)) outputs[name] = text(answer(scope, output.Value, `output ${name}`), name);
  }
  return { resolve: (value, where) => answer(scope, value, where), resources, outputs };
}

function answer(scope: Scope, value: unknown, where: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => answer(scope, item, where)).filter((item) => item !== noValue);
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only && entries.length === 1 && (only[0] === "Ref" || only[0].startsWith("Fn::"))) {
    return intrinsic(scope, only[0], only[1], where);
  }
  const answered = entries.map(([key, item]) => [key, answer(scope, item, `${where}.${key}`)] as const);
  return Object.fromEntries(answered.filter(([, item]) => item !== noValue));
}

function intrinsic(scope: Scope, name: string, argument: unknown, where: string): unknown {
  const list = () => array(argument, where);
  const at = (index: number) => answer(scope, list()[index], where);
  switch (name) {
    case "Ref":
      return reference(scope, text(argument, where), where);
    case "Fn::GetAtt":
      return attribute(scope, argument, where);
    case "Fn::Join":
      return localised(
        scope,
        array(at(1), where)
          .map((part) => text(part, where))
          .join(text(at(0), where)),
      );
    case "Fn::Sub":
      return localised(scope, substitute(scope, argument, where));
    case "Fn::Select":
      return array(at(1), where)[Number(at(0))];
    case "Fn::Split":
      return text(at(1), where).split(text(at(0), where));
    case "Fn::FindInMap":
      return scope.assembly.template.Mappings[text(at(0), where)]?.[text(at(1), where)]?.[text(at(2), where)];
    case "Fn::If":
      return isTrue(scope, text(list()[0], where)) ? at(1) : at(2);
    default:
      throw new TemplateRefusal(`The laptop does not know the function ${name}, used in ${where}.`);
  }
}

function reference(scope: Scope, name: string, where: string): unknown {
  const pseudo: Record<string, unknown> = {
    "AWS::Region": place.region,
    "AWS::AccountId": place.account,
    "AWS::Partition": place.partition,
    "AWS::URLSuffix": place.urlSuffix,
    "AWS::StackName": scope.assembly.stackName,
    "AWS::StackId": `arn:aws:cloudformation:${place.region}:${place.account}:stack/${scope.assembly.stackName}/local`,
    "AWS::NoValue": noValue,
  };
  if (name in pseudo) return pseudo[name];
  const parameter = scope.assembly.template.Parameters[name];
  if (parameter) {
    const given = scope.parameters[name] ?? parameter.Default;
    if (given === undefined) throw new TemplateRefusal(`The template's parameter ${name} has no value.`);
    return given;
  }
  return identityOf(scope, name, where).ref;
}

function attribute(scope: Scope, argument: unknown, where: string): string {
  const path = typeof argument === "string" ? argument.split(".") : array(argument, where);
  const [logicalId, ...rest] = path.map((part) => text(part, where));
  const name = rest.join(".");
  const found = identityOf(scope, logicalId ?? "", where).attributes[name];
  if (found === undefined) {
    throw new TemplateRefusal(
      `The laptop does not know the attribute ${logicalId}.${name}, used in ${where}.`,
    );
  }
  return found;
}

function substitute(scope: Scope, argument: unknown, where: string): string {
  const [template, own] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}];
  const values = (answer(scope, own ?? {}, where) ?? {}) as Record<string, unknown>;
  return text(template, where).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in values) return text(values[name], where);
    if (name.includes(".")) return attribute(scope, name, where);
    return text(reference(scope, name, where), where);
  });
}

function isTrue(scope: Scope, condition: string): boolean {
  const definition = scope.assembly.template.Conditions[condition];
  if (definition === undefined) throw new TemplateRefusal(`The template has no condition ${condition}.`);
  return holds(scope, definition, `condition ${condition}`);
}

function holds(scope: Scope, definition: unknown, where: string): boolean {
  const [entry] = Object.entries((definition ?? {}) as Record<string, unknown>);
  const [name, argument] = entry ?? ["", undefined];
  if (name === "Condition") return isTrue(scope, text(argument, where));
  const parts = array(argument, where);
  switch (name) {
    case "Fn::Equals": {
      const [left, right] = parts.map((part) => answer(scope, part, where));
      return String(left) === String(right);
    }
    case "Fn::Not":
      return !holds(scope, parts[0], where);
    case "Fn::And":
      return parts.every((part) => holds(scope, part, where));
    case "Fn::Or":
      return parts.some((part) => holds(scope, part, where));
    default:
      throw new TemplateRefusal(`The laptop does not know the condition function ${name}, used in ${where}.`);
  }
}

/** The API's public host exists only on AWS; here its place is taken by the local address. */
function localised(scope: Scope, value: string): string {
  return value.replaceAll(
    new RegExp(`https://[a-z0-9-]+\\.execute-api\\.${place.region}\\.${place.urlSuffix}`, "g"),
    scope.addresses.apiUrl,
  );
}

function identityOf(scope: Scope, logicalId: string, where: string): Identity {
  const identity = scope.identities.get(logicalId);
  if (!identity)
    throw new TemplateRefusal(`${where} refers to ${logicalId}, which the template does not have.`);
  return identity;
}

function text(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateRefusal(`${where} should be a text, but is ${JSON.stringify(value)}.`);
}

function array(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TemplateRefusal(`${where} should be a list, but is ${JSON.stringify(value)}.`);
}
