// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  // The page is served under default-src 'self': nothing may be inlined as a data: address.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 },
  server: { proxy: { "/api": "http://127.0.0.1:7090" } },
  test: { include: ["test/*.test.ts"], environment: "node", testTimeout: 30_000 },
});
