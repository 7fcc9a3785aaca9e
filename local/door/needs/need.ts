import type { Context } from "../policy/conditions.ts";

/** Where the laptop's account is. */
export type Place = { account: string; region: string };

/** Answers the name of the partition key of a table (or of one of its indexes). */
export type KeyNames = (table: string, index: string | undefined) => Promise<string | undefined>;

/** One thing a call must be allowed to do. */
export type Need = {
  action: string;
  resource: string;
  context: Context;
  /** The values for `dynamodb:LeadingKeys`, asked for only where a policy looks at them. */
  leadingKeys?: (keyNames: KeyNames) => Promise<string[]>;
};

/** An operation that the door cannot map to an IAM action, or a body it cannot read the resource from. */
export class Unmapped extends Error {
  readonly status: 400 | 501;
  readonly code: string;

  constructor(status: 400 | 501, code: string, message: string) {
    super(message);
    this.name = "Unmapped";
    this.status = status;
    this.code = code;
  }
}

export const notMapped = (service: string, operation: string): Unmapped =>
  new Unmapped(
    501,
    "NotImplemented",
    `The laptop does not know which permissions ${service}:${operation} needs, so it does not pass it on.`,
  );

export const invalidBody = (message: string): Unmapped => new Unmapped(400, "ValidationException", message);

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws Unmapped (400) when the field is not text */
export function textOf(body: Json, name: string): string {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw invalidBody(`The request needs ${name}.`);
}

export const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
