// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vitest/config";

/** The tests that open the built page in Chromium; run them after `npm run build`. */
export default defineConfig({
  test: {
    include: ["test/chromium/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
