import type { ErrorCode, ErrorItem } from "./refusal.ts";

const maxUrlLength = 2000;

/** Reads fields one by one and gathers what is wrong with them. An empty value counts as not given. */
export class FieldReader {
  readonly faults: ErrorItem[] = [];
  private readonly fields: Record<string, unknown>;
  private readonly isForm: boolean;

  /** `isForm`: flags and numbers arrive as text. */
  constructor(fields: Record<string, unknown>, isForm: boolean) {
    this.fields = fields;
    this.isForm = isForm;
  }

  fault(code: ErrorCode, name: string, what: string): undefined {
    if (
      this.faults.some(
        (item) => item.source && "pointer" in item.source && item.source.pointer === `/${name}`,
      )
    ) {
      return;
    }
    this.faults.push({ code, detail: `The '${name}' parameter ${what}.`, source: { pointer: `/${name}` } });
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

  oneOf<const T extends string>(name: string, words: readonly T[]): T | undefined {
    if (!this.isGiven(name)) return undefined;
    const word = words.find((one) => one === this.fields[name]);
    return word ?? this.fault("10032", name, `must be one of ${words.join(", ")}`);
  }
}
