import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
    // Beside the usual report.
    reporters: ["default", "./test/support/closing-line.ts"],
  },
});
