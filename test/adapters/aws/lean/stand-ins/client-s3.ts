import { S3Client as Sdk } from "@aws-sdk/client-s3";
import { S3Client as Lean } from "../../../../../adapters/aws/lean/client-s3.ts";
import { withTestAccess } from "./test-access.ts";

export * from "../../../../../adapters/aws/lean/client-s3.ts";
export const S3Client = withTestAccess(Lean, Sdk);
