import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A real browser on a busy machine.
    testTimeout: 20_000,
  },
});
