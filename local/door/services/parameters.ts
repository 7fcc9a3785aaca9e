/** SSM's three operations that the product and its operator use. */
import type { Clock } from "../../clock.ts";
import type { ParameterStore } from "../../engines/parameters.ts";
import type { Json, Place } from "../needs/need.ts";

export type ParameterAnswer = { ok: true; body: Json } | { ok: false; code: string; message: string };

const no = (code: string, message = ""): ParameterAnswer => ({ ok: false, code, message });
const standardLimitBytes = 4_096;

/** What AWS shows of a SecureString to those who do not ask for it in clear. */
const sealed = "AQICAHsealed";

export function answerParameter(
  operation: string,
  body: Json,
  { parameters, clock, place }: { parameters: ParameterStore; clock: Clock; place: Place },
): ParameterAnswer {
  const name = typeof body["Name"] === "string" ? body["Name"] : "";
  switch (operation) {
    case "GetParameter":
      return getParameter(name, body["WithDecryption"] === true, parameters, place);
    case "PutParameter":
      return putParameter(name, body, parameters, clock);
    case "DeleteParameter":
      return parameters.delete(name) ? { ok: true, body: {} } : no("ParameterNotFound");
    default:
      return no("InvalidAction", `The laptop does not know ${operation}.`);
  }
}

function getParameter(
  name: string,
  inClear: boolean,
  parameters: ParameterStore,
  place: Place,
): ParameterAnswer {
  const found = parameters.find(name);
  if (!found) return no("ParameterNotFound");
  const { type, value, version, modifiedAt } = found;
  const Parameter = {
    ARN: `arn:aws:ssm:${place.region}:${place.account}:parameter/${name.replace(/^\//, "")}`,
    DataType: "text",
    LastModifiedDate: Date.parse(modifiedAt) / 1000,
    Name: name,
    Type: type,
    Value: type === "SecureString" && !inClear ? sealed : value,
    Version: version,
  };
  return { ok: true, body: { Parameter } };
}

function putParameter(name: string, body: Json, parameters: ParameterStore, clock: Clock): ParameterAnswer {
  const { Value: value, Type: type, Overwrite: overwrite } = body;
  const existing = parameters.find(name);
  if (!isParameterName(name)) return no("ValidationException", "The parameter's name is not valid.");
  if (typeof value !== "string" || value === "") return no("ValidationException", "Value is missing.");
  if (Buffer.byteLength(value) > standardLimitBytes) {
    return no(
      "ValidationException",
      "Standard tier parameters support a maximum parameter value of 4096 characters.",
    );
  }
  if (existing && overwrite !== true) {
    return no(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite it, set the overwrite option.",
    );
  }
  if (type === undefined && !existing) {
    return no("ValidationException", "A parameter type is required when you create a parameter.");
  }
  if (type !== undefined && type !== "String" && type !== "StringList" && type !== "SecureString") {
    return no("UnsupportedParameterType", "The parameter type is not supported.");
  }
  const put = parameters.put(name, value, { ...(type === undefined ? {} : { type }), now: clock.now() });
  return { ok: true, body: { Version: put.version, Tier: "Standard" } };
}

const isParameterName = (name: string): boolean => /^[A-Za-z0-9_./-]{1,1011}$/.test(name);
