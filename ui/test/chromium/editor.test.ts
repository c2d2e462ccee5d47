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
  stage = await open(browser, { hash: "#/policies?view=editor", ...wish });
  await stage.page.getByRole("textbox", { name: "Policy as YAML" }).waitFor();
  return stage;
}

test("what is typed is tried against what happened, and who would be hit stands beside it", async () => {
  const { page, complaints, shot } = await shown();
  await page.getByText("Would have cut 27 of 41,230 exchanges.").waitFor();
  const hit = page.getByRole("table", { name: "Who is hit" }).locator("tbody tr");
  expect(await hit.nth(0).locator("th, td").allTextContents()).toEqual([
    "Denied",
    "shop/storefront → shop/catalog",
    "DELETE /catalog/{id}",
    "24",
    "shop/read-only/no-deletes",
  ]);
  await page.getByText("Comes rarely:").waitFor();
  await page.getByText("1 workload not seen long enough").waitFor();
  await page.getByText("A rare caller would be hit").waitFor();
  await shot("editor-light");
  const text = page.getByRole("textbox", { name: "Policy as YAML" });
  await text.fill((await text.inputValue()).replace("DELETE", "PURGE"));
  await page.getByText("Cuts nothing: 41,230 exchanges tried.").waitFor();
  expect(await hit.count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a field that is wrong leads to its line, and what is wrong cannot be applied", async () => {
  const { page, shot } = await shown({ colours: "dark" });
  const text = page.getByRole("textbox", { name: "Policy as YAML" });
  await text.fill((await text.inputValue()).replace("deny: {}", "deny: {status: 99}"));
  const wrong = page.getByRole("list", { name: "What is wrong" });
  await wrong.getByText("99 (expected: a whole number from 400 to 599)").waitFor();
  await wrong.getByText("use 403, or leave it out").waitFor();
  expect(await page.locator(".gutter .marked").textContent()).toBe("9");
  expect(await page.getByRole("button", { name: "Apply, observing" }).isDisabled()).toBe(true);
  await wrong.getByRole("button", { name: "line 9" }).press("Enter");
  const chosen = await text.evaluate((it: HTMLTextAreaElement) => it.value.slice(it.selectionStart, it.selectionEnd));
  expect(chosen).toContain("status: 99");
  await shot("editor-wrong-dark");
  await text.fill("spec: {inbound: [");
  await page.getByText(/This is no YAML/).waitFor();
});

test("a draft is applied to be observed", async () => {
  const { page, fixture } = await shown();
  await page.getByText("Would have cut 27").waitFor();
  await page.getByRole("button", { name: "Apply, observing" }).press("Enter");
  await page.getByText("1 policy applied: shop/read-only.").waitFor();
  expect(fixture.changed).toEqual(["PUT namespaces/shop/read-only"]);
});

test("a right that is missing is named with the command that grants it", async () => {
  const { page, fixture } = await shown({ prepare: (it) => void (it.changes = false) });
  await page.getByText("Would have cut 27").waitFor();
  await page.getByRole("button", { name: "Apply, observing" }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("A right is missing").waitFor();
  expect(await alert.textContent()).toContain("may not update policies.sallyport.dev in namespace shop");
  expect(await alert.locator("code").textContent()).toContain("kubectl create rolebinding");
  expect(fixture.changed).toEqual([]);
});

test("a proposal is shown as what it changes, with its evidence, and accepted", async () => {
  stage = await open(browser, { hash: "#/policies?view=proposals" });
  const { page, fixture, complaints, shot } = stage;
  await page.getByRole("button", { name: /shop\/catalog/ }).press("Enter");
  const changes = page.getByRole("group", { name: "Changes to shop/catalog" });
  await changes.waitFor();
  expect(await changes.locator(".removed").textContent()).toContain("methods: [GET, POST]");
  expect(await changes.locator(".added").count()).toBe(2);
  await page.getByText("Cuts nothing: 41,230 exchanges tried.").waitFor();
  await page.getByText("What speaks for each rule").click();
  await page.getByText(/41200 exchanges on 30 days/).waitFor();
  await shot("proposals-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await shot("proposals-dark");
  await page.getByRole("button", { name: "Accept, observing" }).click();
  await page.getByText("1 policy applied: shop/catalog.").waitFor();
  expect(fixture.changed).toEqual(["PUT namespaces/shop/catalog"]);
  await page.getByRole("button", { name: "Open in the editor" }).click();
  expect(await page.getByRole("textbox", { name: "Policy as YAML" }).inputValue()).toContain("from-storefront");
  expect(complaints).toEqual([]);
});

test("a policy is promoted and rolled back from its panel, which shows what became of it", async () => {
  stage = await open(browser, { hash: "#/policies?select=shop/payments" });
  const { page, fixture } = stage;
  const panel = page.getByRole("complementary");
  await panel.getByRole("button", { name: "Enforce on 50 %" }).press("Enter");
  await panel.getByText("Roll-out: acts on 50% of pods, observes on the others").waitFor();
  await panel.getByRole("button", { name: "Roll back" }).click();
  await panel.getByText("Roll-out: observes on all pods").waitFor();
  expect(await panel.getByRole("button", { name: "Roll back" }).isDisabled()).toBe(true);
  expect(fixture.changed).toEqual(["POST namespaces/shop/payments/promote", "POST namespaces/shop/payments/rollback"]);
});

test("a call shows which rules decide about its operations", async () => {
  stage = await open(browser, {
    hash: "#/blueprint?select=workload/shop/Deployment/checkout -> workload/shop/Deployment/payments http node server",
    colours: "dark",
  });
  const panel = stage.page.getByRole("complementary");
  await panel.getByText("denied by shop/payments (default)").waitFor();
  await panel.getByText("allowed by shop/payments/checkout-pays").waitFor();
  await panel.getByText("Rules that decide").scrollIntoViewIfNeeded();
  await stage.shot("edge-rules-dark");
});
