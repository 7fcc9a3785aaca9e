import type { ErrorCode, ErrorItem } from "./refusal.ts";

const maxUrlLength = 2000;

/** Reads fields one by one and gathers what is wrong with them. An empty value counts as not given. */
export class FieldReader {
  readonly faults: ErrorItem[];
  private readonly fields: Record<string, unknown>;
  private readonly isForm: boolean;
  private readonly path: string;

  /** `isForm`: flags and numbers arrive as text. `path`: where the fields stand in the body. */
  constructor(fields: Record<string, unknown>, isForm: boolean, path = "", faults: ErrorItem[] = []) {
    this.faults = faults;
    this.fields = fields;
    this.isForm = isForm;
    this.path = path;
  }

  fault(code: ErrorCode, name: string, what: string): undefined {
    const pointer = `${this.path}/${name}`;
    if (this.faults.some(({ source }) => source && "pointer" in source && source.pointer === pointer)) return;
    this.faults.push({ code, detail: `The '${name}' parameter ${what}.`, source: { pointer } });
  }

  /** A reader of the object in this field; what it finds wrong is gathered here too. */
  part(name: string): FieldReader {
    const value = this.fields[name] ?? {};
    const isObject = typeof value === "object" && !Array.isArray(value);
    if (!isObject) this.fault("10026", name, "must be an object");
    return this.within(name, isObject ? (value as Record<string, unknown>) : {});
  }

  /** Readers of the objects in this list. */
  parts(name: string): FieldReader[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value)) this.fault("10026", name, "must be a list");
    return (Array.isArray(value) ? value : []).map((item: unknown, index) => {
      const isObject = typeof item === "object" && item !== null && !Array.isArray(item);
      if (!isObject) this.fault("10026", `${name}/${index}`, "must be an object");
      return this.within(`${name}/${index}`, isObject ? (item as Record<string, unknown>) : {});
    });
  }

  private within(name: string, fields: Record<string, unknown>): FieldReader {
    return new FieldReader(fields, this.isForm, `${this.path}/${name}`, this.faults);
  }

  /** What an update leaves of a field: what was read, `emptied` where it was given as nothing, else what was. */
  changed<T>(name: string, before: T, read: T | undefined, emptied: T = before): T {
    return this.fields[name] === undefined ? before : (read ?? emptied);
  }

  isGiven(name: string): boolean {
    const value = this.fields[name];
    return value !== undefined && value !== null && value !== "";
  }

  required(name: string): string | undefined {
    if (!this.isGiven(name)) return this.fault("10004", name, "is required and cannot be blank");
    return this.text(name, 255);
  }

  text(name: string, maxLength: number): string | undefined {
    if (!this.isGiven(name)) return undefined;
    const value = this.fields[name];
    if (typeof value !== "string") return this.fault("10026", name, "must be a string");
    if (value.length <= maxLength) return value;
    return this.fault("10025", name, `may have at most ${maxLength} characters`);
  }

  requiredWebAddress(name: string): string | undefined {
    if (!this.isGiven(name)) return this.fault("10004", name, "is required and cannot be blank");
    return this.webAddress(name);
  }

  texts(name: string): string[] | undefined {
    if (!this.isGiven(name)) return undefined;
    const value = this.fields[name];
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
    return isList ? value : this.fault("10026", name, "must be a list of strings");
  }

  webAddress(name: string): string | undefined {
    if (!this.isGiven(name)) return undefined;
    const value = this.fields[name];
    if (typeof value !== "string") return this.fault("10026", name, "must be a string");
    if (value.length > maxUrlLength) {
      return this.fault("10003", name, `may have at most ${maxUrlLength} characters`);
    }
    if (/^https?:\/\//i.test(value) && URL.canParse(value)) return value;
    return this.fault("10003", name, "must be an http or https URL");
  }

  flag(name: string): boolean | undefined {
    if (!this.isGiven(name)) return undefined;
    const value = this.fields[name];
    if (typeof value === "boolean") return value;
    if (this.isForm && (value === "true" || value === "false")) return value === "true";
    return this.fault("10026", name, "must be true or false");
  }

  integer(name: string, from: number, to: number): number | undefined {
    if (!this.isGiven(name)) return undefined;
    const value = this.fields[name];
    const number =
      this.isForm && typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
    if (!Number.isInteger(number)) return this.fault("10026", name, "must be a whole number");
    if (Number(number) >= from && Number(number) <= to) return Number(number);
    return this.fault("10033", name, `must be from ${from} to ${to}`);
  }

  /** Any number, fractions included; never from a form. */
  number(name: string, from: number, to: number): number | undefined {
    if (!this.isGiven(name)) return undefined;
    const value = this.fields[name];
    if (typeof value !== "number") return this.fault("10026", name, "must be a number");
    return value >= from && value <= to ? value : this.fault("10033", name, `must be from ${from} to ${to}`);
  }

  oneOf<const T extends string>(name: string, words: readonly T[]): T | undefined {
    if (!this.isGiven(name)) return undefined;
    const word = words.find((one) => one === this.fields[name]);
    return word ?? this.fault("10032", name, `must be one of ${words.join(", ")}`);
  }
}
