import { defineConfig } from "vitest/config";

export default defineConfig({
  // The engine from its source, so that nothing need be built first.
  resolve: { conditions: ["source"] },
  test: { include: ["test/**/*.test.ts"] },
});
