import { join, relative } from "node:path";
import { defineConfig } from "vitest/config";
import { leanModules } from "./lib/bundles.ts";

const root = import.meta.dirname;
/** DynamoDB's and S3's clients come with what the contract tests themselves need of them. */
const standIns: Record<string, string> = {
  ...leanModules,
  "@aws-sdk/client-dynamodb": join(root, "test/adapters/aws/lean/stand-ins/client-dynamodb.ts"),
  "@aws-sdk/client-s3": join(root, "test/adapters/aws/lean/stand-ins/client-s3.ts"),
};

/** The contract tests of the adapters once more, against the same engines, with the lean modules in place of the SDK. */
export default defineConfig({
  plugins: [
    {
      name: "lean-modules",
      enforce: "pre",
      resolveId: (source, importer) =>
        importer && /^(adapters|test\/adapters)\/aws\/[^/]+$/.test(relative(root, importer))
          ? standIns[source]
          : undefined,
    },
  ],
  test: {
    include: ["test/adapters/aws/*.test.ts", "test/adapters/aws/lean/in-place.lean.ts"],
    testTimeout: 30_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
    // Beside the usual report.
    reporters: ["default", "./test/support/closing-line.ts"],
  },
});
