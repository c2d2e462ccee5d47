// SPDX-License-Identifier: Apache-2.0
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launch, open, type Stage, type Wish } from "./stage";

let browser: Browser;
let stage: Stage;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(() => stage.close());

async function shown(wish: Wish = {}): Promise<Stage> {
  stage = await open(browser, { hash: "#/policies", ...wish });
  await stage.page.getByRole("heading", { name: "Policies", exact: true }).waitFor();
  return stage;
}

test("policies are listed with what they do now, and what was denied below", async () => {
  const { page, complaints, shot } = await shown();
  const rows = page.getByRole("table", { name: "Policies" }).locator("tbody tr");
  await page.getByRole("table", { name: /Denied lately/ }).waitFor();
  expect(await rows.count()).toBe(3);
  expect(await rows.nth(0).locator("th, td").allTextContents()).toEqual([
    "shop/payments",
    "enforce, 20 % of pods",
    "namespace",
    "enforced on 20% of pods; on 1 of 2 nodes so far · 1 remark · 4 failed open or closed",
    "657",
    "2",
    "0",
    "1/2",
  ]);
  expect(await rows.nth(1).locator("th").textContent()).toBe("no-cards-in-clear whole cluster");
  expect(await rows.nth(2).locator(".bad").textContent()).toMatch(/^refused: spec\.inbound/);
  const denied = page.getByRole("table", { name: /Denied lately/ }).locator("tbody th");
  expect(await denied.allTextContents()).toEqual(["Denied", "Denied, failed closed", "Would be denied"]);
  await page.getByRole("checkbox", { name: /only observed/ }).check();
  expect(await denied.allTextContents()).toEqual(["Denied", "Denied, failed closed"]);
  await shot("policies-light");
  expect(complaints).toEqual([]);
});

test("the keyboard opens a policy and comes back to it", async () => {
  const { page, shot } = await shown({ colours: "dark" });
  await page.locator("[data-policy='shop/payments']").focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary");
  await panel.getByText("Denies calls to what it protects").waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
  await panel.getByText("the denial wins").waitFor();
  await panel.getByRole("button", { name: "checkout → payments" }).first().waitFor();
  expect(await panel.locator("[data-outcome]").count()).toBe(2);
  await shot("policy-dark");
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset["policy"])).toBe("shop/payments");
});

test("a policy that only observes claims no denial, and leads to the call it would deny", async () => {
  const { page } = await shown({ hash: "#/policies?select=no-cards-in-clear" });
  const panel = page.getByRole("complementary");
  await panel.getByText("Would be denied").waitFor();
  expect(await panel.locator(".bad").count()).toBe(0);
  await panel.getByText("nothing to remark").waitFor();
  await panel.getByRole("button", { name: "checkout → payments" }).click();
  await panel.getByText("HTTP call").waitFor();
  await page.getByRole("button", { name: "Policies", exact: true }).click();
  await page.getByRole("table", { name: "Policies" }).waitFor();
  expect(await panel.count()).toBe(0);
});

test("a refused policy says which field is wrong and what to do, and shows no rule as in force", async () => {
  const { page } = await shown({ hash: "#/policies?select=shop/typo" });
  const panel = page.getByRole("complementary");
  await panel.getByText("99 (expected: 400 to 599)", { exact: true }).waitFor();
  await panel.getByText("use 403, or leave it out").waitFor();
  await panel.getByText("None is in force.").waitFor();
  await panel.getByText("nobody in the list of denials").waitFor();
});

test("no policy and nothing denied is said as such", async () => {
  const { page } = await shown({ scene: "40" });
  await page.getByText("There is no policy. Nothing is denied, redacted or throttled.").waitFor();
  await page.getByText("No policy denied anything, or would have.").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("policies that are not followed are not called none", async () => {
  const { page } = await shown({
    scene: "40",
    prepare: (fixture) => void (fixture.world.trouble = "the cluster lacks the custom resources"),
  });
  expect(await page.getByRole("alert").textContent()).toContain("the cluster lacks the custom resources");
  await page.getByText("No policy is known.").waitFor();
  expect(await page.getByText("There is no policy.").count()).toBe(0);
});

test("denials that cannot be read are not called none", async () => {
  const { page } = await shown({ prepare: (fixture) => void fixture.unanswered.push("/denials") });
  await page.getByText("What was denied could not be read. Trying again.").waitFor();
  expect(await page.getByText("No policy denied anything").count()).toBe(0);
});

test("policies that cannot be read are waited for", async () => {
  stage = await open(browser, { hash: "#/policies", prepare: (fixture) => void fixture.unanswered.push("/policies") });
  await stage.page.getByText("Sallyport does not answer. Trying again.").waitFor();
  expect(await stage.page.getByRole("table").count()).toBe(0);
});
