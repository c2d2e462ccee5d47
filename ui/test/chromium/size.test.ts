// SPDX-License-Identifier: Apache-2.0
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { drawn, launch, open, type Stage } from "./stage";

let browser: Browser;
let stage: Stage;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(() => stage.close());

/** What a reader waits for, in ms since the page was asked for. */
async function times() {
  const { page } = stage;
  const layout = Number(await page.locator("[data-layout-millis]").getAttribute("data-layout-millis"));
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]!.startTime);
  const graph = await page.evaluate(
    () =>
      performance.getEntriesByName("sallyport.layout")[0]!.startTime +
      performance.getEntriesByName("sallyport.layout")[0]!.duration,
  );
  return { paint: Math.round(paint), graph: Math.round(graph), layout };
}

test("40 workloads and 150 edges are there soon and stay quick", async () => {
  stage = await open(browser, { scene: "40", colours: "dark" });
  await drawn(stage.page);
  expect(await stage.page.locator(".call-line").count()).toBe(150);
  const waited = await times();
  // One render for every new picture: the page's own work in ten seconds of updates.
  const busy = await stage.page.evaluate(async () => {
    let total = 0;
    const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => (total += entry.duration)));
    observer.observe({ type: "longtask" });
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    observer.disconnect();
    return Math.round(total);
  });
  console.log(
    `40 workloads, 150 edges: first paint ${waited.paint} ms, graph laid out at ${waited.graph} ms (layout ${waited.layout} ms), long tasks in 10 s of updates ${busy} ms`,
  );
  await stage.shot("40-dark");
  expect(waited.paint).toBeLessThan(5_000);
  expect(waited.layout).toBeLessThan(10_000);
  expect(stage.complaints).toEqual([]);
});

test("200 workloads start collapsed, expand on demand, and a namespace can be picked out", async () => {
  stage = await open(browser, { scene: "200" });
  const { page } = stage;
  await drawn(page);
  expect(await page.locator("[data-card^='namespace/']").count()).toBe(12);
  const waited = await times();
  await stage.shot("200-collapsed-light");
  await page.getByRole("button", { name: "Namespaces" }).click();
  await page.getByRole("checkbox", { name: "billing" }).check();
  await page.keyboard.press("Escape");
  await page.locator("[data-card='namespace/billing']").click();
  await page.getByRole("button", { name: "Expand in the graph" }).click();
  await expect
    .poll(() => page.locator("[data-card^='workload/billing/']").count(), { timeout: 20_000 })
    .toBeGreaterThan(5);
  await page.keyboard.press("Escape");
  await drawn(page);
  await stage.shot("200-one-namespace-light");
  console.log(
    `200 workloads, 600 edges: first paint ${waited.paint} ms, graph laid out at ${waited.graph} ms (layout ${waited.layout} ms)`,
  );
  expect(stage.complaints).toEqual([]);
});
