// SPDX-License-Identifier: Apache-2.0
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { drawn, launch, open, type Stage } from "./stage";

let browser: Browser;
let stage: Stage;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(() => stage.close());

const said = () => stage.page.locator("[data-freshness]").textContent();

test("a lost link is said at once with the age of the data, and found again", async () => {
  stage = await open(browser);
  await drawn(stage.page);
  expect(await said()).toBe("live");
  stage.fixture.down = true;
  stage.fixture.drop();
  await expect.poll(said, { timeout: 8_000 }).toMatch(/^reconnecting, data [2-9] s old$/);
  stage.fixture.down = false;
  await expect.poll(said, { timeout: 10_000 }).toBe("live");
});

test("without a stream the page polls, and says so", async () => {
  stage = await open(browser, { prepare: (fixture) => (fixture.streamless = true) });
  await drawn(stage.page);
  await expect.poll(said, { timeout: 8_000 }).toBe("live, every 2 s");
});

test("a stream that is open but silent is not live", async () => {
  stage = await open(browser);
  await drawn(stage.page);
  stage.fixture.silent = true;
  await expect.poll(said, { timeout: 25_000 }).toMatch(/data 1[6-9] s old|not live/);
  await stage.shot("late-light");
});

test("a program that does not answer is said to be missing", async () => {
  stage = await open(browser, { prepare: (fixture) => (fixture.down = true) });
  await expect.poll(() => stage.page.locator("main").textContent(), { timeout: 8_000 }).toContain("does not answer");
  expect(await said()).toBe("no connection to Sallyport");
});

test("what is missing is said in sentences", async () => {
  stage = await open(browser, {
    prepare: (fixture) => fixture.world.missing.push("Node lab-b is not connected; its last window ended 40 s ago."),
  });
  await drawn(stage.page);
  await stage.page.getByRole("button", { name: "Incomplete: 3 gaps" }).click();
  await stage.page.getByText("Node lab-b is not connected; its last window ended 40 s ago.").waitFor();
  await stage.shot("missing-light");
});

test("the status page says how the link is secured, and what somebody should look at", async () => {
  const warning = "Nodes cannot enrol: control may not create tokenreviews.";
  stage = await open(browser, { hash: "#/status", prepare: (fixture) => void (fixture.world.warnings = [warning]) });
  await stage.page.getByText("Link of the nodes, mutual TLS").waitFor();
  expect(await stage.page.getByLabel("Warnings").textContent()).toBe(warning);
  expect(await stage.page.getByText("why not the others is said below").count()).toBe(1);
  await stage.shot("status-warning-light");
});

test("the status page shows nodes and proof per pod, what is wrong first", async () => {
  stage = await open(browser, { hash: "#/status", colours: "dark" });
  const { page } = stage;
  await page.getByRole("heading", { name: "Capture, pod by pod" }).waitFor();
  expect(await page.getByRole("table", { name: "Nodes" }).locator("tbody tr").count()).toBe(2);
  expect(
    await page.getByRole("table", { name: "Capture, pod by pod" }).locator("tbody tr").first().textContent(),
  ).toContain("not captured");
  await page.getByRole("checkbox", { name: "Only pods that are not captured" }).check();
  expect(await page.getByRole("table", { name: "Capture, pod by pod" }).locator("tbody tr").count()).toBe(2);
  await stage.shot("status-dark");
  expect(stage.complaints).toEqual([]);
});
