import type { Assembly } from "./assembly.ts";
import type { ResolvedResource } from "./resolve.ts";
import { functionShape } from "./shapes.ts";
import { typed } from "./typed.ts";

export type FunctionModel = {
  /** the logical id without the hash CDK adds: short, and the name used in logs and refusals */
  name: string;
  logicalId: string;
  physicalName: string;
  arn: string;
  roleArn: string;
  /** `index.handler`: file without extension, and the exported function */
  handler: string;
  codeFolder: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMegabytes: number;
  reservedConcurrency: number | undefined;
  logGroup: string;
};

/** @throws TemplateRefusal for a function that is not Node.js from an asset folder, or from the folder of an image. */
export function readFunctions(assembly: Assembly, resources: ResolvedResource[]): FunctionModel[] {
  const functions = resources
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map((resource) => typed(resource, functionShape));
  const shortNames = functions.map(({ logicalId }) => withoutHash(logicalId));
  const isUnique = (name: string) => shortNames.filter((other) => other === name).length === 1;
  return functions.map(({ logicalId, ref, arn, properties }) => {
    const short = withoutHash(logicalId);
    return {
      name: isUnique(short) ? short : logicalId,
      logicalId,
      physicalName: ref,
      arn,
      roleArn: properties.Role,
      handler: properties.Handler ?? properties.ImageConfig?.Command[0] ?? "",
      codeFolder: assembly.assetFolder(assetOf(properties.Code)),
      environment: properties.Environment?.Variables ?? {},
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${ref}`,
    };
  });
}

/** An image is named by its repository and, after the last colon, its tag. */
const assetOf = (code: { S3Key: string } | { ImageUri: string }): string =>
  "S3Key" in code ? code.S3Key : (code.ImageUri.split(":").at(-1) ?? "");

/** CDK ends a logical id with eight hex digits of its path. */
export const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, "");
