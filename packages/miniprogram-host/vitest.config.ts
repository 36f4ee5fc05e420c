import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A real browser on a busy machine, and the first build of a process loads the compiler.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // One browser at a time: each takes a core while it starts.
    fileParallelism: false,
  },
});
