import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** The contract tests of `npm test` and those of this folder; an engine behind Java or a proxy may be slow. */
export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, ".."),
    include: ["test/adapters/aws/*.test.ts", "cross/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
  },
});
