// SPDX-License-Identifier: Apache-2.0
// Takes a picture of a running page, for the documents:
//   node dev/screenshot.mjs http://127.0.0.1:7080/ ../docs/images/blueprint.png [dark|light]
import { launch } from "./browser.mjs";

const [url, file, colours = "dark"] = process.argv.slice(2);
if (!url || !file) {
  console.error("usage: node dev/screenshot.mjs URL FILE.png [dark|light]");
  process.exit(64);
}
const browser = await launch();
const page = await browser.newPage({
  viewport: { width: 1480, height: 800 },
  deviceScaleFactor: 1.5,
  colorScheme: colours,
});
await page.goto(url);
// A line that runs level has no height, which counts as not visible.
await page.waitForSelector(".call-line, .status table", { state: "attached" });
// Rates are over the last minute; positions settle in half a second.
await page.waitForTimeout(2_000);
await page.screenshot({ path: file });
await browser.close();
