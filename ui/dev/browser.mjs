// SPDX-License-Identifier: Apache-2.0
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const CANDIDATES = [
  process.env.SALLYPORT_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
// Chromium shall talk to the page under test and to nobody else.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the machine's own Chromium. */
export function launch() {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath)
    throw new Error("No Chromium found: install the Debian package chromium, or set SALLYPORT_CHROMIUM.");
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}
