// SPDX-License-Identifier: Apache-2.0
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { drawn, launch, open, places, type Stage, type Wish } from "./stage";

const CATALOG = "workload/shop/Deployment/catalog";
let browser: Browser;
let stage: Stage;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(() => stage.close());

async function shown(wish: Wish = {}): Promise<Stage> {
  stage = await open(browser, wish);
  await drawn(stage.page);
  return stage;
}

test("the graph appears, without a complaint and without asking anybody else", async () => {
  const { page, complaints, shot } = await shown();
  expect(await page.locator("[data-card]").count()).toBe(22);
  expect(await page.locator(".call-line").count()).toBe(23);
  expect((await page.locator(".caption").allTextContents()).sort()).toEqual([
    "AI",
    "Data stores",
    "Egress",
    "Ingress",
    "Outside",
  ]);
  expect(await page.locator(".label", { hasText: /HTTP \d+\/s/ }).count()).toBeGreaterThan(1);
  await shot("shop-light");
  expect(complaints).toEqual([]);
});

test("numbers change while cards stand still", async () => {
  const { page } = await shown();
  const before = await places(page);
  const words = await page.locator(".label").allTextContents();
  await expect.poll(() => page.locator(".label").allTextContents(), { timeout: 8_000 }).not.toEqual(words);
  expect(await places(page)).toEqual(before);
});

test("a workload that appears finds its place, and what was dragged stays", async () => {
  const { page, fixture } = await shown();
  const card = page.locator(`.react-flow__node[data-id="${CATALOG}"]`);
  const box = (await card.boundingBox())!;
  await page.mouse.move(box.x + 60, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 90, box.y - 90, { steps: 6 });
  await page.mouse.up();
  const dragged = (await places(page))[CATALOG];
  fixture.world.parties.push({
    ...fixture.world.parties.find((party: { id: string }) => party.id === CATALOG)!,
    id: "workload/shop/Deployment/reviews",
    name: "reviews",
  });
  await page.waitForSelector('[data-card="workload/shop/Deployment/reviews"]', { timeout: 8_000 });
  expect((await places(page))[CATALOG]).toBe(dragged);
});

test("/ searches, Enter opens what was found, and the address keeps it", async () => {
  const { page, complaints, shot } = await shown();
  await page.keyboard.press("/");
  await page.keyboard.type("payments/");
  await page.getByRole("option", { name: /GET \/payments/ }).waitFor();
  await shot("search-light");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary");
  await panel.getByText("How the ends are proven").waitFor();
  expect(await panel.textContent()).toContain("POST /payments");
  await page.reload();
  await drawn(page);
  await page.getByRole("complementary").getByText("How the ends are proven").waitFor();
  await shot("call-light");
  expect(complaints).toEqual([]);
});

test("a call shows what it carries, masked, and what was found in it", async () => {
  const { page, complaints, shot } = await shown();
  await page.keyboard.press("/");
  await page.keyboard.type("payments/");
  await page.getByRole("option", { name: /GET \/payments/ }).waitFor();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary");
  await panel.getByText("Card number").waitFor();
  const words = await panel.textContent();
  expect(words).toContain("**** **** **** 4242");
  expect(words).toContain("json $.card.number");
  expect(words).toContain("SQL injection");
  expect(words).toContain("702 exchanges looked into");
  await shot("contents-light");
  await panel.getByRole("button", { name: "payments", exact: true }).first().click();
  await panel.getByRole("heading", { name: "Sensitive data" }).waitFor();
  expect(await panel.textContent()).toContain("got 702");
  expect(complaints).toEqual([]);
});

const ruled = (from: string, to: string) => {
  const edge = `workload/shop/Deployment/${from} -> workload/shop/${to} node server`;
  return `#/blueprint?select=${encodeURIComponent(edge)}`;
};

test("a call names the policy and rule that decided, and what was really done", async () => {
  const { page, complaints, shot } = await shown({ hash: ruled("checkout", "Deployment/payments http") });
  const lines = page.getByRole("complementary").locator("[data-outcome]");
  await lines.first().waitFor();
  expect(await lines.count()).toBe(5);
  const words = (await lines.allTextContents()).map((line) => line.replace(/, last .* ago/, ""));
  expect(words[0]).toBe("Denied2by shop/payments, rule no-attacks (version 4)");
  expect(words[1]).toMatch(/^Denied, failed closed1.*It could not be checked; it was denied for that\.$/);
  expect(words[2]).toMatch(/^Would be denied41by no-cards-in-clear, its default .*the policy only observes here\.$/);
  expect(words[3]).toMatch(/^Passed, failed open3.*it was let through\.$/);
  expect(words[4]).toBe("Allowed655by shop/payments, rule checkout-pays (version 4)");
  await shot("rulings-light");
  expect(complaints).toEqual([]);
});

test("a call of which no policy said anything says so, and claims no decision", async () => {
  const { page } = await shown({ hash: ruled("storefront", "Deployment/catalog http") });
  const panel = page.getByRole("complementary");
  await panel.getByText("No policy said anything of this call.").waitFor();
  expect(await panel.locator("[data-outcome]").count()).toBe(0);
});

test("a workload shows the ways in, the policies and the rights that are declared of it", async () => {
  const { page, complaints, shot } = await shown({ hash: `#/blueprint?select=${CATALOG}` });
  const panel = page.getByRole("complementary");
  await panel.getByRole("heading", { name: "Offered to the outside" }).waitFor();
  const words = (await panel.textContent())!;
  expect(words).toContain("HTTPRoute shop/catalog → Service shop/catalog:80, through Gateway infra/public (HTTPS 443)");
  expect(words).toContain("Any hostService shop/catalog → Service shop/catalog, through NodePort 30080");
  expect(words).toContain("NetworkPolicy shop/catalogin: 1 rule allows");
  expect(words).toContain("ALLOW, 2 rules · listed here, not evaluated");
  expect(await panel.locator("[data-weight]").evaluateAll((all) => all.map((one) => one.dataset["weight"]))).toEqual([
    "takes-over",
    "grave",
    "plain",
  ]);
  expect(words).toContain("Seen: 12 exchanges with the Kubernetes API.");
  await panel.getByRole("heading", { name: "May on the Kubernetes API" }).scrollIntoViewIfNeeded();
  await shot("declared-light");
  expect(complaints).toEqual([]);
});

test("rights that nobody could read are not known, and how to have them read is said", async () => {
  const prepare = (fixture: Stage["fixture"]) => void (fixture.rolesRead = false);
  const { page, shot } = await shown({ hash: `#/blueprint?select=${CATALOG}`, colours: "dark", width: 900, prepare });
  const panel = page.getByRole("complementary");
  await panel.getByText("Not known: control may not list clusterroles.").waitFor();
  const words = (await panel.textContent())!;
  expect(words).toContain("control.readRoles=true");
  expect(words).not.toContain("Nothing beyond what everybody may");
  expect(await panel.locator("[data-weight]").count()).toBe(0);
  await panel.getByText("Not known").scrollIntoViewIfNeeded();
  await shot("declared-unknown-dark");
});

test("a workload of which nothing is declared says so, and what is no workload is not asked about", async () => {
  const { page } = await shown({ hash: "#/blueprint?select=workload/shop/StatefulSet/postgres" });
  const panel = page.getByRole("complementary");
  await panel.getByText("Nothing beyond what everybody may.").waitFor();
  expect(await panel.textContent()).toContain("by no object that was read");
  expect(await panel.textContent()).toContain("none of the cluster");
  await page.goto(page.url().replace(/select=.*/, "select=external/api.openai.com"));
  await panel.getByRole("heading", { name: "api.openai.com" }).waitFor();
  expect(await panel.getByText("May on the Kubernetes API").count()).toBe(0);
});

test("of many operations that share an answer some are named and the rest is counted", async () => {
  const { page, fixture } = await shown();
  const lookups = fixture.world.blueprint().edges.find((edge: { protocol: string }) => edge.protocol === "dns")!.id;
  await page.goto(`${fixture.url}/#/blueprint?platform=1&select=${encodeURIComponent(lookups)}`);
  const rules = page.getByRole("complementary").locator("[data-verdict]");
  await rules.getByText("and 24 more").waitFor();
  expect(await rules.textContent()).toContain("A host-5.example");
  expect(await rules.textContent()).not.toContain("A host-6.example");
});

test("the keyboard walks the graph, opens a panel and comes back", async () => {
  const { page, shot } = await shown();
  await page.locator("[data-card='outside']").focus();
  const at = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset["card"]);
  await page.keyboard.press("ArrowRight");
  expect(await at()).toBe("workload/ingress/Deployment/edge");
  await page.keyboard.press("ArrowRight");
  const reached = await at();
  expect(reached).not.toBe("workload/ingress/Deployment/edge");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary").waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
  await shot("keyboard-light");
  await page.keyboard.press("Escape");
  await page.getByRole("complementary").waitFor({ state: "detached" });
  expect(await at()).toBe(reached);
});

test("the graph is one stop of the tab key", async () => {
  const { page } = await shown();
  expect(await page.locator("[data-card][tabindex='0']").count()).toBe(1);
});

test("everything that can be pressed has a name", async () => {
  const { page } = await shown({ hash: `#/blueprint?select=${CATALOG}` });
  const nameless = await page
    .locator("button, input, a, summary")
    .evaluateAll((elements) =>
      elements
        .filter(
          (element) =>
            !(element.getAttribute("aria-label") ?? element.textContent?.trim()) && !element.closest("label"),
        )
        .map((element) => element.outerHTML),
    );
  expect(nameless).toEqual([]);
  expect(await page.getByRole("button", { name: /^catalog in shop, Deployment/ }).count()).toBe(1);
  expect(await page.getByRole("button", { name: /ledger-sync in partner.*1 of 1 pod not captured/ }).count()).toBe(1);
});

test("what is not captured is marked and says why; nothing of it is green", async () => {
  const { page } = await shown({ hash: "#/blueprint?select=workload/partner/Deployment/ledger-sync" });
  expect(await page.locator(".card.uncaptured").count()).toBe(1);
  const panel = page.getByRole("complementary");
  await panel.getByText("the pod uses the host's network namespace").waitFor();
  expect(await panel.locator(".proven, .state-captured, .seen").count()).toBe(0);
});

test("an ended job is faded and says since when", async () => {
  const { page } = await shown();
  expect(await page.locator(".card.ended").textContent()).toMatch(/report-28911ended, seen \d+ s ago/);
});

test("dark and light follow the system until the reader chooses", async () => {
  const { page, shot } = await shown({ colours: "dark", hash: `#/blueprint?select=${CATALOG}` });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await shot("panel-dark");
  await page.getByRole("button", { name: /Colours: auto/ }).click();
  expect(await ground()).not.toBe(dark);
  await page.reload();
  await drawn(page);
  expect(await ground()).not.toBe(dark);
  await page.getByRole("button", { name: /Colours: light/ }).click();
  expect(await ground()).toBe(dark);
});

test("filters narrow the graph, platform is counted while hidden", async () => {
  const { page } = await shown();
  await page.getByRole("button", { name: "Show platform (4 hidden)" }).click();
  await page.locator("[data-card='kube-api']").waitFor();
  await page.getByRole("button", { name: "Hide platform" }).click();
  await page.getByRole("button", { name: "Namespaces" }).click();
  await page.getByRole("checkbox", { name: "partner" }).check();
  await expect.poll(() => page.locator("[data-card]").count()).toBe(4);
  expect(page.url()).toContain("namespace=partner");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("button", { name: "Errors only" }).click();
  await expect.poll(() => page.locator(".call:not(.failing)").count()).toBe(0);
});

test("a namespace collapses into one card and expands again", async () => {
  const { page } = await shown();
  await page
    .getByRole("button", { name: /^assist/ })
    .first()
    .click();
  await page.locator("[data-card='namespace/assist']").click();
  await page.getByRole("complementary").getByText("model-server").waitFor();
  await page.getByRole("button", { name: "Expand in the graph" }).click();
  await page.locator("[data-card='workload/assist/Deployment/assistant']").waitFor();
});
