import type { Credentials } from "../../sigv4.ts";
import type { FunctionModel } from "../template/functions.ts";
import { place } from "../template/place.ts";

/** What a function has beyond the template's own variables. */
export const functionVariableNames = [
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_ENDPOINT_URL",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "LAMBDA_TASK_ROOT",
  "_HANDLER",
  "TZ",
] as const;

/**
 * The whole environment of a function: the template's own variables, those that Lambda sets, and the
 * ones by which every AWS SDK finds its endpoint. The user's own AWS files must not leak in.
 */
export function functionVariables(
  fn: FunctionModel,
  credentials: Credentials,
  doorUrl: string,
): Record<string, string> {
  const own: Record<(typeof functionVariableNames)[number], string> = {
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
    AWS_LAMBDA_FUNCTION_NAME: fn.physicalName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_ENDPOINT_URL: doorUrl,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    LAMBDA_TASK_ROOT: fn.codeFolder,
    _HANDLER: fn.handler,
    TZ: "UTC",
  };
  return { ...fn.environment, ...own };
}
