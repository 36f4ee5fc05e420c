import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["test/**/*.test.ts"],
    // No test waits for anything; the random calls take long only on a machine that is busy elsewhere.
    testTimeout: 60_000,
  },
});
